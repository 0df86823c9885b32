"""Sentences that describe the basis of a number; every number has one."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.derived.track_record import Figure, Tally
from db.reads.track_records import ROLES, PartName

NO_SAMPLE = (
    "Analysts chose which claims are recorded and which facts are followed: this is "
    "not a sample of everything that was said."
)


@dataclass(frozen=True)
class Selection:
    """The counted claims, and the resolutions of their facts.

    ``claims`` ends in a verb (“in which NATO holds”); ``resolved_by`` names the
    resolutions (“their outcomes”); ``of_one`` is true if all claims are of one source.
    """

    claims: str
    resolved_by: str
    of_one: bool = True

    def of_tally(self, counted: Tally) -> str:
        """Describe the choice of facts, their number and their results."""
        whole = "facts"
        size = f"{_some(counted.claims, 'claim')} on {_some(counted.facts, 'fact')}"
        if not self.of_one:
            whole = "pairs of a source and a fact"
            size += f" by {_some(counted.sources, 'source')}, {counted.units} {whole}"
        results = counted.results
        became = (
            f"Of these {whole}, {_are(counted.resolved)} resolved by "
            f"{self.resolved_by}, {_are(results['open'])} open, and for "
            f"{results['without_sign']} no side was taken."
        )
        chosen = f"Every reviewed claim {self.claims} a stance on a fact"
        return f"{chosen}: {size}. {became} {NO_SAMPLE}"

    def of_rate(self, figure: Figure, counted: Tally) -> str:
        """Describe the basis of the rate."""
        return (
            f"{figure.n} of the {counted.units} held positions: those on facts that "
            f"{self.resolved_by} resolved for one side, where the source had taken one "
            "side before that was known."
        )

    def of_brier(self, figure: Figure, counted: Tally) -> str:
        """Describe the basis of the Brier score."""
        return (
            f"{figure.n} of the {counted.decided} positions in the rate: those for "
            "which the source stated a probability when it last took a side."
        )


Selections = Mapping[PartName, Selection]


def selections_of_source(known: str, label: str, resolved_by: str) -> Selections:
    """Return the selections of a source; ``known`` limits the claims by time."""
    selections = {
        name: Selection(f"{known}in which {label} {role}", resolved_by)
        for name, role in ROLES.items()
    }
    claims = f"{known}that {label} printed and in which another source holds"
    selections["printed"] = Selection(claims, resolved_by, of_one=False)
    return selections


def selections_of_descriptor(claims: str, resolved_by: str) -> Selections:
    """Return the selections of all unnamed sources with one descriptor."""
    return {
        name: Selection(f"{claims} {role}", resolved_by, of_one=False)
        for name, role in ROLES.items()
    }


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _are(number: int) -> str:
    return f"{number} is" if number == 1 else f"{number} are"
