"""The names of records, by their resources and ids."""

from collections.abc import Iterable, Mapping

from db.queries.filters import ids_by_resource, portions
from db.queries.named_records import NamedRecordRow, list_named_records
from db.reads.reading import Reading

Reference = tuple[str, int]  # the resource, and the id
Names = Mapping[tuple[str, int | None], NamedRecordRow]


async def read_names(reading: Reading, named: Iterable[Reference]) -> Names:
    """Return the names of the records that the viewer may see."""
    found: dict[tuple[str, int | None], NamedRecordRow] = {}
    for some in portions(sorted({*named})):
        shape, values = ids_by_resource(some)
        rows = await reading.rows(
            list_named_records, values, shape=shape, withdrawn=True
        )
        found |= {(row.resource, row.id): row for row in rows}
    return found
