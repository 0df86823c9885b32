"""Claims that a transaction has just stored, all at once."""

from collections.abc import Sequence

from db.queries.claims import (
    find_claims,
    list_spans,
    list_steps,
    list_subjects,
    list_tags,
)
from db.queries.stances import list_stances
from db.reads.claims import ClaimDetail, by_claim
from db.reads.reading import Reading


async def read_new_claims(
    reading: Reading, claim_ids: Sequence[int]
) -> list[ClaimDetail]:
    """Return claims in the order of their ids; no others were merged into them yet."""
    rows = await reading.rows_of(find_claims, "claim", claim_ids)
    about = [row.id for row in rows if row.has_subjects]
    judged = [row.id for row in rows if row.has_stances]
    steps = by_claim(await reading.rows_of(list_steps, "claim", claim_ids))
    subjects = by_claim(await reading.rows_of(list_subjects, "claim", about))
    spans = by_claim(await reading.rows_of(list_spans, "claim", claim_ids))
    tags = by_claim(await reading.rows_of(list_tags, "claim", claim_ids))
    stances = by_claim(await reading.rows_of(list_stances, "claim", judged))
    return [
        ClaimDetail(
            row,
            steps.get(row.id, ()),
            subjects.get(row.id, ()),
            spans.get(row.id, ()),
            tags.get(row.id, ()),
            stances.get(row.id, ()),
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]
