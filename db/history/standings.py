"""The standing of facts at an instant."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from db.derived.standings import Standing, standings
from db.history.counted_claims import fact_claims_at
from db.history.facts import Facts
from db.history.past_records import PastRecords
from db.history.snapshots import instant_of
from db.history.sources import load_sources
from db.queries.fact_claims import StanceCountRow, VerdictRow
from db.queries.snapshots import Snapshot
from db.reads.fact_claims import Scope

OUR_DESK: Snapshot = {"id": None, "name": None, "kind": None}


async def standings_at(
    past: PastRecords, facts: Facts, fact_ids: Iterable[int]
) -> Mapping[int, Standing]:
    """Return the standing of facts."""
    wanted = sorted(set(fact_ids))
    verdicts = [row for one in wanted for row in await _verdicts(past, facts, one)]
    counts = [row for one in wanted for row in await _counts(past, one)]
    return standings(wanted, verdicts, counts)


async def _verdicts(past: PastRecords, facts: Facts, fact_id: int) -> list[VerdictRow]:
    """Return the verdicts on a fact, the latest first."""
    given = facts.assessments(fact_id)
    holders = await load_sources(past, (facts.assessor(one) for one in given))
    rows = []
    for one in given:
        holder_id = facts.assessor(one)
        holder = holders.snapshots[holder_id] if holder_id else OUR_DESK
        columns: dict[str, Any] = {
            f"assessor_{name}": holder[name] for name in OUR_DESK
        }
        columns["as_of"] = instant_of(one["as_of"])
        rows.append(VerdictRow.of(one | columns))
    return sorted(rows, key=_latest, reverse=True)


async def _counts(past: PastRecords, fact_id: int) -> list[StanceCountRow]:
    claims = await fact_claims_at(past, Scope("fact", {"fact": fact_id}))
    counted = Counter(row.stance for row in claims.rows)
    return [StanceCountRow((fact_id, stance, n)) for stance, n in counted.items()]


def _latest(row: VerdictRow) -> tuple[Any, int]:
    return row.as_of, row.id
