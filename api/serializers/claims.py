"""Claims as they are sent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import orjson

from api.serializers.facts import stance_record
from api.serializers.values import (
    Json,
    article_ref,
    fuzzy_date,
    revision_ref,
    source_ref,
    stored_json,
)
from db.derived.estimative import STANDARD, estimates
from db.values.types import AnyRow, instant

Groups = dict[int, list[AnyRow]]


def by_claim(rows: Iterable[AnyRow]) -> Groups:
    """Return rows with a ``claim_id`` in groups, each in the order they came in."""
    groups: Groups = defaultdict(list)
    for row in rows:
        groups[row.claim_id].append(row)
    return groups


def claim_row(row: AnyRow, steps: Iterable[AnyRow]) -> Json:
    """Return a claim as a list shows it, with its speakers and origins."""
    speakers, origins = [], []
    for step in steps:
        ref = source_ref(step.source_id, step.name, step.kind, article=row)
        if step.position == 1:
            speakers.append(ref)
        if step.is_origin:
            origins.append(ref)
    return {
        "id": row.id,
        "version": row.version,
        "article_id": row.article_id,
        "article": article_ref(row),
        "text": row.text,
        "statement": row.statement,
        "form": row.form,
        "act": row.act,
        "hedges": stored_json(row.hedges) or [],
        "said": fuzzy_date(
            row.said_from,
            row.said_to,
            precision=row.said_precision,
            text=row.said_text,
        ),
        "dated": {"at": instant(row.dated_at), "basis": row.dated_basis},
        "speakers": speakers,
        "origins": origins,
        "terms": row.terms,
        "review": row.review,
        "created_at": instant(row.created_at),
        "updated_at": instant(row.updated_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }


def claim_record(row: AnyRow, parts: Sequence[Sequence[AnyRow]]) -> Json:
    """Return a single claim with its columns and its steps, spans, tags and stances."""
    steps, spans, tags, stances = parts
    return {
        **claim_row(row, steps),
        "revision_id": row.revision_id,
        "revision": revision_ref(row),
        "probability_low": row.probability_low,
        "probability_high": row.probability_high,
        "probability_basis": row.probability_basis,
        "channel": row.channel,
        "knowledge": row.knowledge,
        "terms_reason": row.terms_reason,
        "about": fuzzy_date(
            row.about_from,
            row.about_to,
            precision=row.about_precision,
            text=row.about_text,
        ),
        "language": row.language,
        "method": row.method,
        "confidence": row.confidence,
        "visibility": row.visibility,
        "embargo_until": instant(row.embargo_until),
        "note": row.note,
        "attribution": chain(row, steps),
        "spans": [span(one) for one in spans],
        "tags": [tag.name for tag in tags],
        "stances": [stance_record(stance) for stance in stances],
    }


def estimated_record(row: AnyRow, parts: Sequence[Sequence[AnyRow]]) -> Json:
    """Return a single claim, and what its hedges say of how probable it is."""
    return claim_record(row, parts) | {"estimative": estimative(row)}


def estimative(row: AnyRow) -> list[Json]:
    """Return the ranges of the estimative words among the hedges of a claim."""
    hedges = orjson.loads(row.hedges) if isinstance(row.hedges, str) else row.hedges
    return [
        {
            "word": one.word,
            "low": one.low,
            "high": one.high,
            "standard": None if one.low is None else STANDARD,
        }
        for one in estimates(hedges or ())
    ]


def chain(row: AnyRow, steps: Iterable[AnyRow]) -> list[Json]:
    """Return the whole chain of the claim in ``row``."""
    return [
        {
            "position": step.position,
            "seq": step.seq,
            "source_id": step.source_id,
            "source": source_ref(step.source_id, step.name, step.kind, article=row),
            "printed_source_id": step.printed_source_id,
            "printed_source": source_ref(
                step.printed_source_id,
                step.printed_name,
                step.printed_kind,
                article=row,
            ),
            "is_origin": bool(step.is_origin),
            "relation": step.relation,
            "as_printed": step.as_printed,
            "cue": step.cue,
        }
        for step in steps
    ]


def span(row: AnyRow) -> Json:
    """Return where words of a claim stand."""
    return {
        "part": row.part,
        "position": row.position,
        "seq": row.seq,
        "start": row.start,
        "end": row.end,
        "exact": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "anchor": row.anchor,
    }


def link_record(row: AnyRow, *, claim_text: str, other_text: str) -> Json:
    """Return what one claim does to another."""
    return {
        "id": row.id,
        "claim_id": row.claim_id,
        "claim": {"id": row.claim_id, "text": claim_text},
        "other_id": row.other_id,
        "other": {"id": row.other_id, "text": other_text},
        "kind": row.kind,
    }
