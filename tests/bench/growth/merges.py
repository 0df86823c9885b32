"""Records that were merged, any number of them, into each other or into one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db.history.facts import Facts
from db.history.mergeable import Mergeable
from tests.bench.growth.shapes import at

RECORDS = 8_000
Merged = Mapping[int, dict[str, Any]]  # snapshots of records


def _merged(into: Sequence[int | None]) -> Merged:
    """Return records by their ids from 1 on, each merged into another one or none."""
    return {
        number: {
            "id": number,
            "merged_into_id": other,
            "updated_at": at(number).isoformat(),
            "assessments": [],
            "outcomes": [],
        }
        for number, other in enumerate(into, 1)
    }


def each_into_the_next(size: int) -> Merged:
    return _merged([*range(2, size + 1), None])


def each_into_the_last(size: int) -> Merged:
    return _merged([None, *range(1, size)])


def all_into_one(size: int) -> Merged:
    return _merged([None, *[1] * (size - 1)])


def two_into_each(size: int) -> Merged:
    return _merged([None, *(number // 2 for number in range(2, size + 1))])


def _survivors(known: Merged) -> None:
    records = Mergeable(known)
    for record_id in known:
        records.survivor_id(record_id)
    records.families()


def _precedence(known: Merged) -> None:
    facts = Facts(known, Mergeable({}))
    for fact_id in known:
        facts.precedence(fact_id)
    for survivor_id in set(map(facts.survivor, known)):
        facts.assessments(survivor_id)
        facts.outcome(survivor_id)


MERGES: Sequence[Callable[[int], Merged]] = (
    each_into_the_next,
    each_into_the_last,
    all_into_one,
    two_into_each,
)
OF_MERGES: Mapping[str, Callable[[Merged], object]] = {
    "survivors of merges": _survivors,
    "merged facts": _precedence,
}
