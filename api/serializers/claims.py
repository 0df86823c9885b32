"""JSON of claims."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson

from api.schemas.claims import ClaimOut, PrintOut, SpanOut, StepOut, SubjectOut
from api.schemas.claims import ClaimRow as ClaimRowOut
from api.serializers.shape import serializer
from api.serializers.stances import stance_record
from api.serializers.values import (
    Json,
    article_ref,
    revision_ref,
    source_ref,
    stored_json,
)
from db.derived.estimative import STANDARD, estimates
from db.queries.claims import (
    ClaimListRow,
    ClaimRow,
    PrintRow,
    SpanRow,
    SpeakerRow,
    StepRow,
    SubjectRow,
)
from db.reads.claims import ClaimDetail, ClaimParts, Part
from db.values.types import json_instant

ENDS = ("speakers", "origins")


def _hedges(row: ClaimListRow) -> object:
    return stored_json(row.hedges) or []


def _dated(row: ClaimListRow) -> Json:
    return {"at": json_instant(row.dated_at), "basis": row.dated_basis}


_list_row = serializer(
    ClaimRowOut,
    ClaimListRow,
    parts=ENDS,
    article=article_ref,
    hedges=_hedges,
    dated=_dated,
)
_detail = serializer(
    ClaimOut,
    ClaimRow,
    parts=(
        *ENDS,
        "printed_in",
        "attribution",
        "subjects",
        "spans",
        "tags",
        "stances",
    ),
    article=article_ref,
    hedges=_hedges,
    dated=_dated,
    revision=revision_ref,
)
_step = serializer(StepOut, StepRow, parts=("source", "printed_source"))
_subject = serializer(SubjectOut, SubjectRow, parts=("source", "printed_source"))
_span = serializer(SpanOut, SpanRow)
_print = serializer(PrintOut, PrintRow, article=article_ref)


def claim_row(row: ClaimListRow, steps: Iterable[SpeakerRow]) -> Json:
    """Return a claim for a list, with its speakers and origins.

    A row with all columns has all keys; its other parts are null.
    """
    speakers, origins = _ends(row, steps)
    if isinstance(row, ClaimRow):
        return _detail(row, speakers=speakers, origins=origins)
    return _list_row(row, speakers=speakers, origins=origins)


def claim_rows(
    rows: Sequence[ClaimListRow],
    parts: ClaimParts,
    *,
    shown: Collection[Part] = (),
    estimated: bool = False,
) -> list[Json]:
    """Return the claims of a page with the parts in ``shown``."""
    bodies = [claim_row(row, parts.speakers.get(row.id, ())) for row in rows]
    names = {*shown, "estimative"} if estimated else shown
    for name, expand in EXPANSIONS.items():
        if name in names:
            for row, body in zip(rows, bodies, strict=True):
                body[name] = expand(row, parts)
    return bodies


def claim_record(claim: ClaimDetail, *, estimated: bool = False) -> Json:
    """Return a single claim; with ``estimated``, its hedges have numeric ranges."""
    row = claim.row
    speakers, origins = _ends(row, claim.steps)
    body = _detail(
        row,
        speakers=speakers,
        origins=origins,
        printed_in=[_own_print(row), *map(_print, claim.prints)],
        attribution=_chain(row, claim.steps),
        subjects=_subjects(row, claim.subjects),
        spans=[_span(span) for span in claim.spans],
        tags=[tag.name for tag in claim.tags],
        stances=[stance_record(stance) for stance in claim.stances],
    )
    if estimated:
        body["estimative"] = _estimative(row)
    return body


def _ends(
    row: ClaimListRow, steps: Iterable[SpeakerRow]
) -> tuple[list[Json], list[Json]]:
    """Return the speakers and the origins of a claim."""
    speakers, origins = [], []
    for step in steps:
        ref = source_ref(
            step.source_id, step.name, step.kind, label=step.label, article=row
        )
        if step.position == 1:
            speakers.append(ref)
        if step.is_origin:
            origins.append(ref)
    return speakers, origins


def _chain(row: ClaimListRow, steps: Iterable[StepRow]) -> list[Json]:
    """Return the whole chain of the claim in ``row``."""
    return [_step(step, **_sources(row, step)) for step in steps]


def _subjects(row: ClaimListRow, subjects: Iterable[SubjectRow]) -> list[Json]:
    """Return the subjects of the claim in ``row``."""
    return [_subject(subject, **_sources(row, subject)) for subject in subjects]


def _sources(row: ClaimListRow, one: StepRow | SubjectRow) -> Json:
    """Return the survivor and the printed source."""
    printed_id = one.printed_source_id
    return {
        "source": source_ref(
            one.source_id, one.name, one.kind, label=one.label, article=row
        ),
        "printed_source": source_ref(
            printed_id,
            one.printed_name,
            one.printed_kind,
            label=one.printed_label,
            article=row,
        ),
    }


def _own_print(row: ClaimRow) -> Json:
    """Return where the claim itself was printed."""
    return {
        "claim_id": row.id,
        "article_id": row.article_id,
        "article": article_ref(row),
        "text": row.text,
    }


def _estimative(row: ClaimListRow) -> list[Json]:
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


# Optional parts of a claim in a list, in this order.
EXPANSIONS: Mapping[str, Callable[[ClaimListRow, ClaimParts], list[Any]]] = {
    "attribution": lambda row, parts: _chain(row, parts.chains.get(row.id, ())),
    "estimative": lambda row, _: _estimative(row),
    "subjects": lambda row, parts: _subjects(row, parts.subjects.get(row.id, ())),
    "spans": lambda row, parts: [_span(one) for one in parts.spans.get(row.id, ())],
    "tags": lambda row, parts: [tag.name for tag in parts.tags.get(row.id, ())],
    "stances": lambda row, parts: [
        stance_record(one) for one in parts.stances.get(row.id, ())
    ],
}
