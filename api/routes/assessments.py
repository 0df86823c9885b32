"""Endpoints of the assessments of a fact."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import JsonBody, ReadingDep, ReasonedDep
from api.http.openapi.responses import MERGED, part_created_as, part_page_of, record_of
from api.http.responses import respond_created, respond_page, respond_record
from api.http.strict_requests import StrictRoute
from api.routes.lifecycle import FACT
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
from api.serializers.assessments import assessment_record
from api.serializers.changes import written_with
from api.serializers.values import Json
from db.commands.facts import assess_fact
from db.engine.session import Write
from db.queries.assessments import LATEST_HELD
from db.reads import assessments
from db.reads.within import read_within
from db.values.dates import TICK

router = APIRouter(
    prefix="/facts/{fact_id}/assessments", tags=["facts"], route_class=StrictRoute
)


@dataclass(frozen=True)
class StoredAssessment:
    """A new assessment, the version of its fact, and the records created with it."""

    found: assessments.AssessmentDetail
    version: int
    created: Json


@router.get("", responses=part_page_of(AssessmentPage))
async def read_assessments(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[AssessmentListParams, Query()],
) -> Response:
    """List the assessments of a fact, the latest first, with their evidence."""
    record = reading.record(params)
    fact = await record.fact(fact_id)
    query = page_query(request, params, LATEST_HELD)
    found = await record.assessments_of_fact(fact.id, query)
    shown = [
        assessment_record(row, found.evidence.get(row.id, ()))
        for row in found.page.rows
    ]
    return respond_page(request, found.page, shown, fields=params.fields)


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(AssessmentCreated),
)
async def create_assessment(
    transaction: ReasonedDep, fact_id: FactKey, assessment: AssessmentIn
) -> Response:
    """Record an assessment of a fact.

    Assessments are appended, never edited. An assessment by the same assessor at the
    same instant replaces the previous one, which stays in the history.
    """
    spec, evidence = assessment_spec(assessment)

    def command(write: Write) -> StoredAssessment:
        fact = FACT.id_within(write, fact_id)
        stored = assess_fact(write, fact, spec, evidence=evidence)
        found = _assessment_within(write, fact, stored.id)
        # The last change of the transaction is the fact's.
        version = write.changes[-1].version
        return StoredAssessment(found, version, written_with(write, fact, "fact"))

    return await transaction(command, _respond_created)


@router.get("/{assessment_id}", responses=record_of(AssessmentOut) | MERGED)
async def read_assessment(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    assessment_id: Id,
    params: Annotated[AssessmentParams, Query()],
) -> Response:
    """Return one assessment of a fact, with its evidence."""
    record = reading.record(params)
    fact = await record.fact(fact_id)
    found = await record.assessment(fact.id, assessment_id)
    body = assessment_record(found.row, found.evidence)
    return respond_record(request, body, fields=params.fields, version=fact.version)


def _assessment_within(
    write: Write, fact_id: int, assessment_id: int
) -> assessments.AssessmentDetail:
    """Return an assessment as the transaction has stored it."""
    until = write.now + TICK
    return read_within(
        write,
        assessments.read_assessment,
        fact_id,
        assessment_id,
        until=until,
    )


def _respond_created(stored: StoredAssessment) -> Response:
    row, evidence = stored.found.row, stored.found.evidence
    return respond_created(
        f"facts/{row.fact_id}/assessments/{row.id}",
        assessment_record(row, evidence),
        made=stored.created,
        version=stored.version,
    )
