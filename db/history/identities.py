"""Judgements on whether two sources are the same, at an instant."""

from collections.abc import Collection

from db.history.past_records import PastRecords
from db.history.sources import load_merged
from db.queries.as_recorded import list_judged_different
from db.reads.identities import Pair


async def list_different_pairs_at(
    past: PastRecords, source_ids: Collection[int]
) -> list[Pair]:
    """Return the pairs of these sources, or merged ones, that were judged different."""
    families = (await load_merged(past)).families()
    survivors = {source_id: source_id for source_id in source_ids} | {
        merged["id"]: source_id
        for source_id in source_ids
        for merged in families.get(source_id, ())
    }
    rows = await past.read_each(list_judged_different, "source", survivors)
    return [
        (survivors[row.source_a_id], survivors[row.source_b_id])
        for row in rows
        if row.source_b_id in survivors
    ]
