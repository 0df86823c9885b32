"""JSON of suggestions."""

from api.serializers.values import Json, source_ref
from db.queries.suggested import SuggestedFactRow, SuggestedSourceRow
from db.reads.suggestions import SuggestedRow, Suggestion


def suggestion_record(found: Suggestion) -> Json:
    """Return a suggestion, with the kind of a source or a fact."""
    places = [{"start": start, "end": end} for start, end in found.match.places]
    return {
        **_shown(found.row),
        "matched": found.match.name,
        "highlights": places,
        "in_article": found.is_in_article,
    }


def _shown(row: SuggestedRow) -> Json:
    if isinstance(row, SuggestedSourceRow):
        ref = source_ref(row.id, row.name, row.kind, label=row.label, article=row)
        of = {"label": ref["label"], "descriptor": row.description}
        return {"id": row.id, "kind": row.kind, **of}
    if isinstance(row, SuggestedFactRow):
        of = {"label": row.statement, "descriptor": row.slug}
        return {"id": row.id, "kind": row.kind, **of}
    return {"id": row.id, "label": row.name, "descriptor": None}
