"""JSON of facets."""

from api.schemas.totals import shown_total
from api.serializers.values import Json, source_ref
from db.queries.sources import SourceRefRow
from db.reads.facets import OF_SOURCES, Facets


def facets_body(found: Facets) -> Json:
    """Return facets with the labels of outlets and sources."""
    labels = {row.id: _label(row) for row in found.sources.values()}
    return {
        "total": shown_total(found.total, is_least=found.is_least),
        "values": {
            name: [
                {
                    "value": one.value,
                    "label": labels.get(int(one.value)) if name in OF_SOURCES else None,
                    "count": one.records,
                }
                for one in values
            ]
            for name, values in found.values.items()
        },
    }


def _label(row: SourceRefRow) -> str:
    ref = source_ref(row.id, row.name, row.kind, label=row.label, article=row)
    return str(ref["label"])
