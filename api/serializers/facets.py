"""Facets as they are sent."""

from api.serializers.values import Json, source_ref
from db.queries.sources import SourceRefRow
from db.reads.claim_facets import OF_SOURCES, Facets


def facets_body(found: Facets) -> Json:
    """Return facets with the labels of their outlets and sources."""
    labels = {row.id: _label(row) for row in found.sources.values()}
    return {
        "values": {
            name: [
                {
                    "value": one.value,
                    "label": labels.get(int(one.value)) if name in OF_SOURCES else None,
                    "count": one.claims,
                }
                for one in values
            ]
            for name, values in found.values.items()
        },
    }


def _label(row: SourceRefRow) -> str:
    ref = source_ref(row.id, row.name, row.kind, label=row.label, article=row)
    return str(ref["label"])
