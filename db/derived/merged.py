"""Records and what was merged into them, however long the chains of merges are."""

from collections.abc import Iterator, Mapping, Sequence


def each_merged(
    record_id: int | None, merged: Mapping[int | None, Sequence[int]]
) -> Iterator[int]:
    """Yield all that was merged into a record, each before what was merged into it.

    ``merged`` has the records that were merged into one itself, in their order. Those
    of ``None`` were not merged.
    """
    left = list(reversed(merged.get(record_id, ())))
    while left:
        one = left.pop()
        yield one
        left += reversed(merged.get(one, ()))
