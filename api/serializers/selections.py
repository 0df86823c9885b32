"""Sentences that say from what a number was counted: no number goes without one."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.derived.track_record import Figure, Tally
from db.reads.track_records import ROLES, PartName

NO_SAMPLE = (
    "What is recorded, and which facts are followed, was chosen by analysts: "
    "it is no sample of all that was said."
)


@dataclass(frozen=True)
class Selection:
    """Which claims were counted, and what resolves their facts.

    ``claims`` ends in a verb (“in which NATO holds”); ``resolved_by`` names what
    resolves facts (“their outcomes”); ``of_one`` says whether all are of one source.
    """

    claims: str
    resolved_by: str
    of_one: bool = True

    def of_tally(self, counted: Tally) -> str:
        """Say how the facts were chosen, how many they are, and their results."""
        whole = "facts"
        size = f"{_some(counted.claims, 'claim')} on {_some(counted.facts, 'fact')}"
        if not self.of_one:
            whole = "pairs of a source and a fact"
            size += f" by {_some(counted.sources, 'source')}, {counted.units} {whole}"
        results = counted.results
        became = (
            f"Of these {whole}, {_are(counted.resolved)} settled by "
            f"{self.resolved_by}, {_are(results['open'])} open, and on "
            f"{results['without_sign']} no side is taken."
        )
        chosen = f"Every reviewed claim {self.claims} a stance on a fact"
        return f"{chosen}: {size}. {became} {NO_SAMPLE}"

    def of_rate(self, figure: Figure, counted: Tally) -> str:
        """Say from what the rate is counted."""
        return (
            f"{figure.n} of the {counted.units} that are held: those that "
            f"{self.resolved_by} settle one way or the other, and on which one side "
            "was taken before that was known."
        )

    def of_brier(self, figure: Figure, counted: Tally) -> str:
        """Say from what the Brier score is counted."""
        return (
            f"{figure.n} of the {counted.decided} that the rate is of: those on which "
            "the source stated a probability when it last took a side."
        )


Selections = Mapping[PartName, Selection]


def selections_of_source(known: str, label: str, resolved_by: str) -> Selections:
    """Return the selections of a source; ``known`` says which claims were known."""
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
