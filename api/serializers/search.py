"""JSON of search hits."""

from api.serializers.values import Json
from db.reads.search import Hit


def hit_record(hit: Hit) -> Json:
    """Return a hit: the record with its snippet."""
    found = hit.snippet
    return {
        "kind": hit.kind,
        "id": hit.id,
        "label": hit.label,
        "field": found.field,
        "snippet": found.text,
        "start": found.start,
        "highlights": [{"start": start, "end": end} for start, end in found.highlights],
    }
