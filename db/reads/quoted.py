"""Whether a list by quoted sources is sorted, or scanned in its order."""

from collections.abc import Sequence

from db.queries.quoted import SORT_LIMIT, count_quoted
from db.reads.reading import Reading


async def is_quoted_often(
    reading: Reading, source_ids: Sequence[int], *, people: bool = False
) -> bool:
    """Return whether too many steps refer to these sources for sorting."""
    found = await reading.rows_of(
        count_quoted, "source", record_ids=source_ids, people=people
    )
    return any(row.total >= SORT_LIMIT for row in found)
