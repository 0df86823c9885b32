"""The standing of facts: the newest verdict of each assessor, and claims by stance."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from db.models.stance import StanceValue
from db.queries.fact_claims import StanceCountRow, VerdictRow

STANCES: tuple[StanceValue, ...] = get_args(StanceValue)


@dataclass(frozen=True)
class Standing:
    """The newest verdicts on a fact, latest first, and its claims by stance."""

    verdicts: Sequence[VerdictRow] = ()
    sides: Mapping[StanceValue, int] = field(
        default_factory=lambda: dict.fromkeys(STANCES, 0)
    )


def standings(
    fact_ids: Iterable[int],
    verdicts: Iterable[VerdictRow],
    counts: Iterable[StanceCountRow],
) -> Mapping[int, Standing]:
    """Return the standing of each fact; ``verdicts`` are the newest, latest first."""
    held: dict[int, dict[int | None, VerdictRow]] = {one: {} for one in fact_ids}
    sides = {fact_id: dict.fromkeys(STANCES, 0) for fact_id in held}
    for row in verdicts:
        held[row.fact_id].setdefault(row.assessor_id, row)
    for count in counts:
        sides[count.fact_id][count.stance] = count.n
    return {
        fact_id: Standing(list(newest.values()), sides[fact_id])
        for fact_id, newest in held.items()
    }
