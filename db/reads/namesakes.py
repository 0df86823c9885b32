"""Labels of named sources, unique among those that the viewer may confuse."""

from collections.abc import Collection, Mapping, Sequence

from db.derived.labels import distinct_labels
from db.queries.filters import batch_size
from db.queries.namesakes import NamesakeRow, folded_names, list_namesakes
from db.reads.reading import Reading


async def read_labels(reading: Reading, names: Collection[str]) -> Mapping[int, str]:
    """Return the label of each source with one of the folded ``names``, by its id."""
    return distinct_labels(await _called(reading, names))


async def read_candidates(
    reading: Reading, source_ids: Sequence[int]
) -> list[dict[str, object]]:
    """Return sources that a name may mean, with labels that tell them apart."""
    rows = await reading.rows_of(list_namesakes, "source", source_ids, by="id")
    labels = await read_labels(reading, {row.folded for row in rows})
    return [
        {"id": row.id, "name": row.name, "label": labels[row.id], "kind": row.kind}
        for row in rows
    ]


async def _called(reading: Reading, names: Collection[str]) -> Sequence[NamesakeRow]:
    if not names:
        return []
    size = batch_size(len(names))
    return await reading.rows(
        list_namesakes, folded_names(names), by="folded", count=size
    )
