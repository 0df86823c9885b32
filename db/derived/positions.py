"""Where sources stand on facts, and since when.

Who stands at the end of a claim's chain holds its stance; those before it relay it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from db.derived.fact_claims import Bearings
from db.derived.sides import SIGNS, Sign
from db.models.stance import StanceValue
from db.values.types import AnyRow

Role = Literal["holds", "relays"]
Pair = tuple[int, int]  # the ids of a source and of a fact

HEDGED: frozenset[StanceValue] = frozenset({"hedges_for", "hedges_against"})


@dataclass(frozen=True, slots=True)
class Position:
    """Where a source stood last: the claims of one instant, and the side they take.

    ``sign`` is null where they take both sides.
    """

    sign: Sign | None
    rows: Sequence[AnyRow]

    @property
    def at(self) -> Any:  # noqa: ANN401 - as stored
        """Return since when the source stands there."""
        return self.rows[0].dated_at

    @property
    def hedged(self) -> bool:
        """Return whether every one of its claims is hedged."""
        return all(row.stance in HEDGED for row in self.rows)


def stances_of(
    bearings: Bearings, role: Role, wanted: Callable[[int], bool]
) -> dict[Pair, list[AnyRow]]:
    """Return what the wanted sources hold, or relay, on each fact in order of time."""
    origins = role == "holds"
    found: dict[Pair, list[AnyRow]] = defaultdict(list)
    for row in bearings.rows:
        for step in bearings.steps.get(row.claim_id, ()):
            if bool(step.is_origin) == origins and wanted(step.source_id):
                found[step.source_id, row.fact_id].append(row)
    for rows in found.values():
        rows.sort(key=_in_time)
    return found


def positions_of(
    bearings: Bearings, source_id: int
) -> dict[int, list[tuple[AnyRow, Role]]]:
    """Return the stances of a source by fact, each with its role, in order of time."""
    found: dict[int, list[tuple[AnyRow, Role]]] = defaultdict(list)
    roles: tuple[Role, ...] = ("holds", "relays")
    for role in roles:
        own = stances_of(bearings, role, source_id.__eq__)
        for (_, fact_id), rows in own.items():
            found[fact_id] += [(row, role) for row in rows]
    for stances in found.values():
        stances.sort(key=lambda stance: _in_time(stance[0]))
    return found


def signed(rows: Iterable[AnyRow]) -> list[AnyRow]:
    """Return the rows that take a side."""
    return [row for row in rows if row.stance in SIGNS]


def last_position(sided: Sequence[AnyRow]) -> Position | None:
    """Return where rows that take sides end, in the order of time, if any do."""
    if not sided:
        return None
    last = [row for row in sided if row.dated_at == sided[-1].dated_at]
    signs = {SIGNS[row.stance] for row in last}
    return Position(signs.pop() if len(signs) == 1 else None, last)


def _in_time(row: AnyRow) -> tuple[Any, int]:
    return row.dated_at, row.claim_id
