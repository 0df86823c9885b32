"""Labels that distinguish sources with the same name."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol


class Namesake(Protocol):
    """A source, and its attributes that distinguish namesakes."""

    @property
    def id(self) -> int:
        """Return the id of the source."""

    @property
    def name(self) -> str:
        """Return its name."""

    @property
    def folded(self) -> str:
        """Return its folded name."""

    @property
    def organisation(self) -> str | None:
        """Return the name of an organisation with which it is affiliated."""

    @property
    def country_code(self) -> str | None:
        """Return its country code."""

    @property
    def scheme(self) -> str | None:
        """Return the scheme of its identifier."""

    @property
    def value(self) -> str | None:
        """Return the value of its identifier."""


def distinct_labels(sources: Sequence[Namesake]) -> Mapping[int, str]:
    """Return a label for each source, unique among these sources.

    Namesakes get an organisation, else a country, else an identifier, else their id.
    """
    called = Counter(one.folded for one in sources)
    labels = {one.id: one.name for one in sources if called[one.folded] == 1}
    for mark_of in (_organisation, _country, _identifier, _number):
        alike = [one for one in sources if one.id not in labels]
        labels |= _told_apart(alike, mark_of)
    return labels


def _told_apart(
    sources: Sequence[Namesake], mark_of: Callable[[Namesake], str | None]
) -> dict[int, str]:
    """Return labels for the sources whose mark is unique among their namesakes."""
    marks = {one.id: mark_of(one) for one in sources}
    times = Counter((one.folded, marks[one.id]) for one in sources)
    return {
        one.id: f"{one.name} · {marks[one.id]}"
        for one in sources
        if marks[one.id] and times[one.folded, marks[one.id]] == 1
    }


def _organisation(one: Namesake) -> str | None:
    return one.organisation


def _country(one: Namesake) -> str | None:
    return one.country_code


def _identifier(one: Namesake) -> str | None:
    return f"{one.scheme}:{one.value}" if one.scheme else None


def _number(one: Namesake) -> str:
    return f"#{one.id}"
