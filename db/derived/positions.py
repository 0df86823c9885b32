"""The positions of sources on facts, with their beginnings.

The source at the end of a claim's chain holds its stance; the other sources relay it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, NamedTuple

from db.derived.fact_claims import FactClaims
from db.derived.sides import SIGNS, Sign
from db.engine.rows import StoredInstant
from db.models.stance import StanceValue
from db.queries.fact_claims import FactClaimRow

Role = Literal["holds", "relays"]
Pair = tuple[int, int]  # the ids of a source and of a fact

ROLES: tuple[Role, ...] = ("holds", "relays")
HEDGED: frozenset[StanceValue] = frozenset({"hedges_for", "hedges_against"})
_time_order = attrgetter("dated_at", "claim_id")


class StanceInRole(NamedTuple):
    """A stance of a source, and whether the source holds or relays it."""

    row: FactClaimRow
    role: Role


@dataclass(frozen=True, slots=True)
class Position:
    """The latest position of a source: its claims of one instant, and their sign.

    ``sign`` is null if the claims have both signs.
    """

    sign: Sign | None
    rows: Sequence[FactClaimRow]

    @property
    def at(self) -> StoredInstant:
        """Return when the source took this position."""
        return self.rows[0].dated_at

    @property
    def hedged(self) -> bool:
        """Return whether every one of its claims is hedged."""
        return all(row.stance in HEDGED for row in self.rows)


def stances_by_pair(
    fact_claims: FactClaims, role: Role, is_wanted: Callable[[int], bool]
) -> dict[Pair, list[FactClaimRow]]:
    """Return the stances that wanted sources hold, or relay, on each fact by time."""
    origins = role == "holds"
    found: dict[Pair, list[FactClaimRow]] = defaultdict(list)
    for row in fact_claims.rows:
        for step in fact_claims.steps.get(row.claim_id, ()):
            if bool(step.is_origin) == origins and is_wanted(step.source_id):
                found[step.source_id, row.fact_id].append(row)
    for rows in found.values():
        rows.sort(key=_time_order)
    return found


def stances_by_fact(
    fact_claims: FactClaims, source_id: int
) -> Mapping[int, list[StanceInRole]]:
    """Return the stances of a source on each fact, ordered by time."""
    found: dict[int, list[StanceInRole]] = defaultdict(list)
    for role in ROLES:
        own = stances_by_pair(fact_claims, role, source_id.__eq__)
        for (_, fact_id), rows in own.items():
            found[fact_id] += [StanceInRole(row, role) for row in rows]
    for stances in found.values():
        stances.sort(key=lambda stance: _time_order(stance.row))
    return found


def signed(rows: Iterable[FactClaimRow]) -> list[FactClaimRow]:
    """Return the rows for or against their fact."""
    return [row for row in rows if row.stance in SIGNS]


def last_position(signed_rows: Sequence[FactClaimRow]) -> Position | None:
    """Return the position after rows with signs, ordered by time, if there are any."""
    if not signed_rows:
        return None
    at = signed_rows[-1].dated_at
    last = [row for row in signed_rows if row.dated_at == at]
    signs = {SIGNS[row.stance] for row in last}
    return Position(signs.pop() if len(signs) == 1 else None, last)
