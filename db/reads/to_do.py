"""The queue of open work, each kind up to a limit."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.queries.facts import FactRow
from db.queries.to_do import (
    LostClaimRow,
    NamesakesRow,
    UnresolvedRow,
    list_lost_claims,
    list_recent_namesakes,
    list_recent_unresolved,
)
from db.reads.drafts import count_all_drafts
from db.reads.facts import bound_of, list_facts_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading

MOST = 20  # of each kind
NEWEST = 2_000  # newest sources and unanchored claims to examine
FIRST_DUE = PageQuery(limit=MOST, sort="resolves_by")


@dataclass(frozen=True)
class ToDo:
    """Open work; there may be more than ``MOST`` items of each kind."""

    drafts: int
    overdue: Sequence[FactRow]
    lost: Sequence[LostClaimRow]
    namesakes: Sequence[NamesakesRow]
    unresolved: Sequence[UnresolvedRow]


async def read_to_do(reading: Reading) -> ToDo:
    """Return the open work."""
    recent = {"newest": NEWEST, "limit": MOST}
    overdue = await list_facts_page(reading, FIRST_DUE, {"overdue": [bound_of(None)]})
    return ToDo(
        await count_all_drafts(reading),
        overdue.rows,
        await reading.scan(list_lost_claims, {}, **recent),
        await reading.scan(list_recent_namesakes, {}, **recent),
        await reading.scan(list_recent_unresolved, {}, **recent),
    )
