"""Sentences that say what a number was counted from: no number goes without one."""

from dataclasses import dataclass

from db.derived.track_record import Figure, Tally

NO_SAMPLE = (
    "What is recorded, and which facts are followed, was chosen by analysts: "
    "it is no sample of all that was said."
)


@dataclass(frozen=True)
class Selection:
    """Which claims were looked at, and what settles their facts.

    ``claims`` ends in a verb (“in which NATO holds”); ``settled_by`` names what settles
    (“their outcomes”); ``of_one`` says whether all are of one source.
    """

    claims: str
    settled_by: str
    of_one: bool = True

    def of_tally(self, counted: Tally) -> str:
        """Say how the facts were chosen, how many they are, and what became of them."""
        whole = "facts"
        size = f"{_some(counted.claims, 'claim')} on {_some(counted.facts, 'fact')}"
        if not self.of_one:
            whole = "pairs of a source and a fact"
            size += f" by {_some(counted.sources, 'source')}, {counted.units} {whole}"
        results = counted.results
        became = (
            f"Of these {whole}, {_are(counted.settled)} settled by {self.settled_by}, "
            f"{_are(results['open'])} open, and on {results['without_sign']} no side "
            "is taken."
        )
        chosen = f"Every reviewed claim {self.claims} a stance on a fact"
        return f"{chosen}: {size}. {became} {NO_SAMPLE}"

    def of_rate(self, figure: Figure, counted: Tally) -> str:
        """Say what the rate is of."""
        return (
            f"{figure.n} of the {counted.units} that are held: those that "
            f"{self.settled_by} settle one way or the other, and on which one side was "
            "taken before that was known."
        )

    def of_brier(self, figure: Figure, counted: Tally) -> str:
        """Say what the Brier score is of."""
        return (
            f"{figure.n} of the {counted.decided} that the rate is of: those on which "
            "the source stated a probability when it last took a side."
        )


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _are(number: int) -> str:
    return f"{number} is" if number == 1 else f"{number} are"
