"""The standing of facts: newest verdicts, and claims by stance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.derived.standings import Standing, standings
from db.queries.fact_claims import count_stances, list_newest_verdicts
from db.queries.facts import FactRow
from db.reads.facts import bound_of
from db.reads.reading import Reading


@dataclass(frozen=True)
class FactDetail:
    """A fact and its standing."""

    row: FactRow
    standing: Standing


async def read_standings(
    reading: Reading, fact_ids: Iterable[int], *, until: datetime | None = None
) -> Mapping[int, Standing]:
    """Return the standing of facts before ``until``, in two reads per 200 facts."""
    wanted = sorted(set(fact_ids))
    values = {"until": bound_of(until)}
    verdicts = await reading.scan_each(
        list_newest_verdicts, "fact", wanted, values=values, withdrawn=True
    )
    counts = await reading.scan_each(
        count_stances, "fact", wanted, values=values, as_of=until is not None
    )
    return standings(wanted, verdicts, counts)


async def with_standings(
    reading: Reading, rows: Sequence[FactRow], *, until: datetime | None = None
) -> list[FactDetail]:
    """Return facts with their standing before ``until``."""
    found = await read_standings(reading, [row.id for row in rows], until=until)
    return [FactDetail(row, found[row.id]) for row in rows]
