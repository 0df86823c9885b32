"""Labels of named sources, unique among the sources that the viewer may confuse."""

from collections.abc import Mapping, Sequence

from db.derived.labels import distinct_labels
from db.engine.prepared import RowT
from db.engine.reader import Reader
from db.engine.rows import Row
from db.queries.filters import batch_size, ids, portions
from db.queries.namesakes import NamesakeRow, list_namesakes
from db.values.viewer import Viewer


async def with_labels(
    reader: Reader, viewer: Viewer, rows: Sequence[RowT]
) -> Sequence[RowT]:
    """Return rows with labels that distinguish each source from its namesakes."""
    if not (missing := _unlabelled(rows)):
        return rows
    labels: dict[int, str] = {}
    for some in portions(sorted(missing)):
        labels |= distinct_labels(await _called_alike(reader, viewer, some))
    return [_labelled(row, labels) for row in rows]


async def read_candidates(
    reader: Reader, viewer: Viewer, source_ids: Sequence[int]
) -> list[dict[str, object]]:
    """Return sources that a name may mean, with distinct labels."""
    rows = await _called_alike(reader, viewer, source_ids)
    labels = distinct_labels(rows)
    return [
        {"id": row.id, "name": row.name, "label": labels[row.id], "kind": row.kind}
        for row in rows
        if row.id in source_ids
    ]


def _unlabelled(rows: Sequence[Row]) -> set[int]:
    """Return the ids of the sources that have namesakes."""
    found = set[int]()
    for label, id_ in rows[0].label_places:
        found.update([row[id_] for row in rows if row[label] is not None])
    return found


def _labelled(row: RowT, labels: Mapping[int, str]) -> RowT:
    """Return a row with the labels of namesakes; null means that the name is unique."""
    named = {label: labels.get(getattr(row, id_)) for label, id_ in row.labels.items()}
    return row.replaced(named)


async def _called_alike(
    reader: Reader, viewer: Viewer, source_ids: Sequence[int]
) -> Sequence[NamesakeRow]:
    """Return these named sources and their namesakes."""
    size = batch_size(len(source_ids))
    find = list_namesakes(by="id", count=size, viewer=viewer)
    return await reader.rows(find, **ids("source", source_ids))
