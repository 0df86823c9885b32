"""Endpoints of what assessors hold about a fact."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import JsonBody, ReadingDep, ReasonedDep
from api.http.openapi.responses import MERGED, part_created_as, part_page_of, record_of
from api.http.responses import respond_created, respond_record
from api.http.strict_requests import StrictRoute
from api.loading import held_of
from api.reading import keyset_rows
from api.routes.facts import require_fact
from api.schemas.assessments import (
    AssessmentCreated,
    AssessmentIn,
    AssessmentListParams,
    AssessmentOut,
    AssessmentPage,
    AssessmentParams,
)
from api.schemas.facts import FactKey
from api.schemas.specs import assessment_spec
from api.schemas.types import Id
from api.serializers.changes import created_with
from api.serializers.facts import assessment_record
from api.serializers.values import Json
from db.commands.facts import assess_fact, fact_id_of
from db.engine.session import Write
from db.queries.assessments import LATEST_HELD, get_assessment, list_evidence
from db.values.types import AnyRow

router = APIRouter(
    prefix="/facts/{fact_id}/assessments", tags=["facts"], route_class=StrictRoute
)


@router.get("", responses=part_page_of(AssessmentPage))
async def read_assessments(
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[AssessmentListParams, Query()],
) -> Response:
    """List what assessors held about a fact, the latest first, and on what evidence."""
    fact = await require_fact(reading, fact_id, params)
    held = await held_of(reading, fact.id, params)
    page = await keyset_rows(reading, params, order=LATEST_HELD, rows=held.rows)
    evidence = await held.evidence([row.id for row in page.rows])
    shown = [_with_evidence(row, evidence) for row in page.rows]
    return page.answer(reading, shown, params)


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(AssessmentCreated),
)
async def create_assessment(
    transaction: ReasonedDep, fact_id: FactKey, assessment: AssessmentIn
) -> Response:
    """Record what an assessor held about a fact.

    Assessments are appended, never edited. An assessment by the same assessor for
    the same instant replaces the one before, which stays in the history.
    """
    spec, evidence = assessment_spec(assessment)

    def work(write: Write) -> Response:
        fact = fact_id_of(write, fact_id)
        made = assess_fact(write, fact, spec, evidence=evidence)
        others = created_with(write.changes, fact, "fact")
        path = f"facts/{fact}/assessments/{made.id}"
        body = _assessment_written(write, fact, made.id)
        return respond_created(path, body, made=others, version=_version(write))

    return await transaction(work)


@router.get("/{assessment_id}", responses=record_of(AssessmentOut) | MERGED)
async def read_assessment(
    reading: ReadingDep,
    fact_id: FactKey,
    assessment_id: Id,
    params: Annotated[AssessmentParams, Query()],
) -> Response:
    """Return one assessment of a fact, and its evidence."""
    fact = await require_fact(reading, fact_id, params)
    held = await held_of(reading, fact.id, params)
    row = await held.row(assessment_id)
    body = _with_evidence(row, await held.evidence([assessment_id]))
    return respond_record(
        reading.request, body, fields=params.fields, version=fact.version
    )


def _assessment_written(write: Write, fact_id: int, assessment_id: int) -> Json:
    behind = write.now + timedelta(microseconds=1)
    values = {"fact": fact_id, "assessment": assessment_id, "until": behind}
    (row,) = write.rows(get_assessment(viewer=write.viewer), **values)
    read = list_evidence(viewer=write.viewer)
    return assessment_record(row, write.rows(read, assessment__0=assessment_id))


def _with_evidence(row: AnyRow, evidence: Sequence[AnyRow]) -> Json:
    own = [one for one in evidence if one.assessment_id == row.id]
    return assessment_record(row, own)


def _version(write: Write) -> int:
    """Return the version of the fact that was written: the last change is its."""
    return write.changes[-1].version
