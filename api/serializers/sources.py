"""Sources as they are sent."""

from collections.abc import Mapping, Sequence

from api.serializers.values import Json, article_ref, fuzzy_date, source_ref
from db.derived.candidates import Candidate
from db.values.types import AnyRow, instant


def source_row(row: AnyRow) -> Json:
    """Return a source as a list shows it."""
    unnamed = row.article_id is not None
    merged_into = row.merged_into_id
    return {
        "id": row.id,
        "version": row.version,
        "name": row.name,
        "label": source_ref(row.id, row.name, row.kind, article=row)["label"],
        "kind": row.kind,
        "article_id": row.article_id,
        "article": article_ref(row) if unnamed else None,
        "ordinal": row.ordinal,
        "people": row.people,
        "sector": row.sector,
        "seniority": row.seniority,
        "country_code": row.country_code,
        "language": row.language,
        "description": row.description,
        "merged_into_id": merged_into,
        "merged_into": merged_into
        and source_ref(
            merged_into, row.merged_into_name, row.merged_into_kind, article=row
        ),
        "visibility": row.visibility,
        "embargo_until": instant(row.embargo_until),
        "note": row.note,
        "created_at": instant(row.created_at),
        "updated_at": instant(row.updated_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }


def source_record(row: AnyRow, parts: Sequence[Sequence[AnyRow]]) -> Json:
    """Return a single source with its names, identifiers and affiliations."""
    names, identifiers, affiliations = parts
    return {
        **source_row(row),
        "names": [name_record(name) for name in names],
        "identifiers": [identifier_record(one) for one in identifiers],
        "affiliations": [affiliation_record(one) for one in affiliations],
    }


def name_record(row: AnyRow) -> Json:
    """Return another name of a source."""
    return {
        "id": row.id,
        "source_id": row.source_id,
        "name": row.name,
        "kind": row.kind,
        "language": row.language,
    }


def identifier_record(row: AnyRow) -> Json:
    """Return an identifier of a source."""
    return {
        "id": row.id,
        "source_id": row.source_id,
        "scheme": row.scheme,
        "value": row.value,
    }


def affiliation_record(row: AnyRow) -> Json:
    """Return an affiliation of a source."""
    return {
        "id": row.id,
        "source_id": row.source_id,
        "organisation_id": row.organisation_id,
        "organisation": source_ref(
            row.organisation_id, row.organisation_name, row.organisation_kind
        ),
        "relation": row.relation,
        "title": row.title,
        "held": fuzzy_date(
            (row.held_from, row.held_to, row.held_precision, row.held_text)
        ),
    }


def identity_record(row: AnyRow, sources: Mapping[int, AnyRow]) -> Json:
    """Return whether two sources are held to be one; ``sources`` has both by id."""
    refs = {
        side: source_ref(source.id, source.name, source.kind, article=source)
        for side, source_id in (("a", row.source_a_id), ("b", row.source_b_id))
        for source in (sources[source_id],)
    }
    return {
        "id": row.id,
        "source_a_id": row.source_a_id,
        "source_a": refs["a"],
        "source_b_id": row.source_b_id,
        "source_b": refs["b"],
        "judgement": row.judgement,
        "score": row.score,
        "basis": row.basis,
        "rationale": row.rationale,
        "visibility": row.visibility,
        "reason": row.reason,
        "created_at": instant(row.created_at),
    }


def candidate_record(
    candidate: Candidate, sources: Mapping[int, AnyRow], judged: AnyRow | None
) -> Json:
    """Return a source that may be one with another; ``judged`` is what stands of it."""
    source = sources[candidate.source_id]
    return {
        "source": source_ref(source.id, source.name, source.kind),
        "score": round(candidate.score, 3),
        "matched": {"name": candidate.name, "candidate_name": candidate.of_other},
        "identity": judged and identity_record(judged, sources),
    }


def rating_record(row: AnyRow) -> Json:
    """Return how reliable a source is held to be."""
    return {
        "id": row.id,
        "source_id": row.source_id,
        "reliability": row.reliability,
        "topic": row.topic,
        "reason": row.reason,
        "created_at": instant(row.created_at),
    }
