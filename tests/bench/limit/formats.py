"""Serialises rows by position, with the same bytes as the product."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from db.models.source import UNNAMED

Json = dict[str, Any]
# What instants leave out where they are text, by their length.
OMITTED = {10: "T00:00:00Z", 16: ":00Z", 19: "Z", 26: "Z"}
LENGTHS = {"year": 4, "month": 7, "quarter": 7}
# The columns that the functions below take, each in its order.
ROW = (
    "id",
    "version",
    "article_id",
    "article_title",
    "article_url",
    "article_published_from",
    "article_published_to",
    "article_published_precision",
    "article_published_text",
    "article_outlet_id",
    "article_outlet_name",
    "text",
    "statement",
    "form",
    "act",
    "hedges",
    "said_from",
    "said_to",
    "said_precision",
    "said_text",
    "dated_at",
    "dated_basis",
    "terms",
    "review",
    "created_at",
    "updated_at",
    "withdrawn_at",
)
REST = (
    "revision_id",
    "revision_number",
    "revision_captured_at",
    "revision_text_length",
    "revision_text_sha256",
    "probability_low",
    "probability_high",
    "probability_basis",
    "channel",
    "knowledge",
    "terms_reason",
    "about_from",
    "about_to",
    "about_precision",
    "about_text",
    "language",
    "method",
    "confidence",
    "visibility",
    "embargo_until",
    "note",
    "merged_into_id",
    "has_stances",
    "has_subjects",
)
STANCE = ("id", "fact_id", "slug", "statement", "stance", "reason", "created_at")
SPEAKER = ("claim_id", "position", "is_origin", "source_id", "name", "kind")
STEP = (
    *SPEAKER,
    "seq",
    "printed_source_id",
    "printed_name",
    "printed_kind",
    "relation",
    "as_printed",
    "cue",
)
SUBJECT = (
    "claim_id",
    "source_id",
    "name",
    "kind",
    "printed_source_id",
    "printed_name",
    "printed_kind",
)
SPAN = (
    "part",
    "position",
    "seq",
    "start",
    "end",
    "exact",
    "prefix",
    "suffix",
    "anchor",
)
TAG = ("claim_id", "name")


def dump(body: Any) -> bytes:
    """Return the bytes of ``body``."""
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)


def at(stored: Any) -> Any:
    """Return an instant as it is sent."""
    return stored + OMITTED[len(stored)] if stored.__class__ is str else stored


def date(parts: Sequence[Any]) -> Json | None:
    """Return a fuzzy date."""
    start, end, precision, text = parts
    if start is None and end is None and text is None:
        return None
    return {"from": at(start), "to": at(end), "precision": precision, "text": text}


def source(source_id: int, name: str, kind: str, *, printed: Sequence[Any]) -> Json:
    """Return a source as a claim shows it."""
    label = name
    if kind in UNNAMED:
        label = f"{name} · {_place(printed)}#{source_id}"
    return {"id": source_id, "name": name, "label": label, "kind": kind}


def _place(printed: Sequence[Any]) -> str:
    """Return the part of an unnamed source's label about its article."""
    published, precision, outlet_name = printed[2], printed[4], printed[7]
    words = [outlet_name] if outlet_name else []
    if published is not None:
        words.append(str(published)[: LENGTHS.get(precision, 10)])
    return f"{' '.join(words)} · " if words else ""


def article(article_id: int, printed: Sequence[Any]) -> Json:
    """Return the article of a claim."""
    outlet_id, outlet_name = printed[6:]
    outlet = None
    if outlet_id is not None:
        outlet = {"id": outlet_id, "name": outlet_name, "label": outlet_name}
        outlet["kind"] = "outlet"
    return {
        "id": article_id,
        "title": printed[0],
        "url": printed[1],
        "published": date(printed[2:6]),
        "outlet": outlet,
    }


def claim(row: Sequence[Any], steps: Iterable[Sequence[Any]]) -> Json:
    """Return a claim as a list shows it."""
    id_, version, article_id, *printed = row[:11]
    text, statement, form, act, hedges, *said, dated, basis = row[11:22]
    terms, review, created, updated, withdrawn = row[22:]
    speakers, origins = [], []
    for _, position, is_origin, source_id, name, kind, *_ in steps:
        shown = source(source_id, name, kind, printed=printed)
        if position == 1:
            speakers.append(shown)
        if is_origin:
            origins.append(shown)
    return {
        "id": id_,
        "version": version,
        "article_id": article_id,
        "article": article(article_id, printed),
        "text": text,
        "statement": statement,
        "form": form,
        "act": act,
        "hedges": orjson.Fragment(hedges) if hedges else [],
        "said": date(said),
        "dated": {"at": at(dated), "basis": basis},
        "speakers": speakers,
        "origins": origins,
        "terms": terms,
        "review": review,
        "created_at": at(created),
        "updated_at": at(updated),
        "withdrawn_at": at(withdrawn),
    }


def record(
    row: Sequence[Any],
    steps: Sequence[Sequence[Any]],
    subjects: Iterable[Sequence[Any]],
    spans: Iterable[Sequence[Any]],
    tags: Iterable[Sequence[Any]],
    stances: Iterable[Sequence[Any]],
) -> Json:
    """Return a single claim."""
    revision_id, *revision, low, high, basis, channel, knowledge = row[27:37]
    reason, *about, language, method, confidence = row[37:45]
    visibility, embargo, note, merged_into_id = row[45:49]
    printed, shown = row[3:11], claim(row[:27], steps)
    own = {"claim_id": shown["id"], "article_id": shown["article_id"]}
    return {
        **shown,
        "revision_id": revision_id,
        "revision": revision_id and _revision(revision_id, revision),
        "probability_low": low,
        "probability_high": high,
        "probability_basis": basis,
        "channel": channel,
        "knowledge": knowledge,
        "terms_reason": reason,
        "about": date(about),
        "language": language,
        "method": method,
        "confidence": confidence,
        "visibility": visibility,
        "embargo_until": at(embargo),
        "note": note,
        "merged_into_id": merged_into_id,
        "printed_in": [own | {"article": shown["article"], "text": shown["text"]}],
        "attribution": [_step(step, printed) for step in steps],
        "subjects": [_subject(*one, printed=printed) for one in subjects],
        "spans": [dict(zip(SPAN, span, strict=True)) for span in spans],
        "tags": [name for _, name in tags],
        "stances": [_stance(*stance) for stance in stances],
    }


def _subject(*columns: Any, printed: Sequence[Any]) -> Json:
    _, source_id, name, kind, printed_id, printed_name, printed_kind = columns
    return {
        "source_id": source_id,
        "source": source(source_id, name, kind, printed=printed),
        "printed_source_id": printed_id,
        "printed_source": source(
            printed_id, printed_name, printed_kind, printed=printed
        ),
    }


def _stance(*columns: Any) -> Json:
    id_, fact_id, slug, statement, stance, reason, created = columns
    return {
        "id": id_,
        "fact_id": fact_id,
        "fact": {"id": fact_id, "slug": slug, "statement": statement},
        "stance": stance,
        "reason": reason,
        "created_at": at(created),
    }


def _revision(revision_id: int, columns: Sequence[Any]) -> Json:
    number, captured_at, text_length, text_sha256 = columns
    return {
        "id": revision_id,
        "number": number,
        "captured_at": at(captured_at),
        "text_length": text_length,
        "text_sha256": text_sha256,
    }


def _step(step: Sequence[Any], printed: Sequence[Any]) -> Json:
    _, position, is_origin, source_id, name, kind, *more = step
    seq, printed_id, printed_name, printed_kind, relation, as_printed, cue = more
    printed_source = source(printed_id, printed_name, printed_kind, printed=printed)
    return {
        "position": position,
        "seq": seq,
        "source_id": source_id,
        "source": source(source_id, name, kind, printed=printed),
        "printed_source_id": printed_id,
        "printed_source": printed_source,
        "is_origin": bool(is_origin),
        "relation": relation,
        "as_printed": as_printed,
        "cue": cue,
    }
