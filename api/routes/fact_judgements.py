"""Endpoints of what is held of a fact, and of how it turned out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.deps import JsonBody, ReadingDep, ReasonedDep, SaidVersionDep, VersionDep
from api.formats.changes import created_with
from api.formats.facts import assessment_record, outcome_record
from api.formats.values import Json
from api.formats.wire import created, record
from api.parsing import StrictRoute
from api.reading import keyset_rows, rows_of
from api.routes.documents import (
    GONE,
    MERGED,
    part_created_as,
    part_page_of,
    put_as,
    record_of,
)
from api.routes.facts import fact_written, require_fact
from api.schemas.assessments import (
    AssessmentCreated,
    AssessmentIn,
    AssessmentListParams,
    AssessmentOut,
    AssessmentPage,
    AssessmentParams,
)
from api.schemas.dates import given
from api.schemas.facts import FactKey
from api.schemas.outcomes import OutcomeIn, OutcomeOut, OutcomeParams
from api.schemas.specs import assessment_spec
from api.schemas.types import Id
from db.commands.facts import assess_fact, resettle_fact, settle_fact, unsettle_fact
from db.errors import NotFoundError
from db.queries.assessments import (
    LATEST_HELD,
    get_assessment,
    list_assessments,
    list_evidence,
)
from db.queries.keyset import Place
from db.session import Write
from db.types import AnyRow

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@router.get("/assessments", responses=part_page_of(AssessmentPage))
async def read_assessments(
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[AssessmentListParams, Query()],
) -> Response:
    """List what assessors held about a fact, the latest first, and on what evidence."""
    fact = await require_fact(reading, fact_id, params)

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"fact": fact.id, "until": params.until, **key}
        return await reading.rows(list_assessments, values, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=LATEST_HELD, rows=rows)
    ids = [row.id for row in page.rows]
    evidence = await rows_of(reading, list_evidence, "assessment", record_ids=ids)
    shown = [_with_evidence(row, evidence) for row in page.rows]
    return page.answer(reading, shown, params)


@router.post(
    "/assessments",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(AssessmentCreated),
)
async def create_assessment(
    transaction: ReasonedDep, fact_id: Id, assessment: AssessmentIn
) -> Response:
    """Note what an assessor held about a fact: it is appended, never edited.

    The same assessor's assessment of the same instant, if there is one, stands no more.
    """
    spec, evidence = assessment_spec(assessment)

    def work(write: Write) -> tuple[Json, int, list[Json]]:
        made = assess_fact(write, fact_id, spec, evidence=evidence)
        others = created_with(write.changes, fact_id, "fact")
        return _assessment_written(write, fact_id, made.id), _version(write), others

    body, version, others = await transaction(work)
    path = f"facts/{fact_id}/assessments/{body['id']}"
    return created(path, body, made=others, version=version)


@router.get("/assessments/{assessment_id}", responses=record_of(AssessmentOut) | MERGED)
async def read_assessment(
    reading: ReadingDep,
    fact_id: FactKey,
    assessment_id: Id,
    params: Annotated[AssessmentParams, Query()],
) -> Response:
    """Return what an assessor held about a fact, and on what evidence."""
    fact = await require_fact(reading, fact_id, params)
    values = {"fact": fact.id, "assessment": assessment_id, "until": params.until}
    rows = await reading.rows(get_assessment, values)
    if not rows:
        resource = "assessment"
        raise NotFoundError(resource, assessment_id)
    evidence = await rows_of(
        reading, list_evidence, "assessment", record_ids=[assessment_id]
    )
    body = assessment_record(rows[0], evidence)
    return record(reading.request, body, fields=params.fields, version=fact.version)


@router.get("/outcome", responses=record_of(OutcomeOut) | MERGED)
async def read_outcome(
    reading: ReadingDep, fact_id: FactKey, params: Annotated[OutcomeParams, Query()]
) -> Response:
    """Return how a fact turned out: 404 while that is not known."""
    row = await require_fact(reading, fact_id, params)
    body = outcome_record(row)
    if body is None:
        resource = "outcome of fact"
        raise NotFoundError(resource, row.id)
    return record(reading.request, body, fields=params.fields, version=row.version)


@router.post(
    "/outcome",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(OutcomeOut),
)
async def create_outcome(
    transaction: ReasonedDep, fact_id: Id, outcome: OutcomeIn
) -> Response:
    """Note how a fact turned out, and when that was known; once."""

    def work(write: Write) -> Json:
        settle_fact(write, fact_id, given(outcome))
        return fact_written(write, fact_id)

    fact = await transaction(work)
    path = f"facts/{fact_id}/outcome"
    return created(path, fact["outcome"], version=fact["version"])


@router.put("/outcome", dependencies=[JsonBody], responses=put_as(OutcomeOut))
async def replace_outcome(
    request: Request,
    transaction: ReasonedDep,
    fact_id: Id,
    version: SaidVersionDep,
    outcome: OutcomeIn,
) -> Response:
    """Note how a fact turned out instead of what was noted before.

    That stays in the history. `If-Match`, if it is sent, is the fact's.
    """

    def work(write: Write) -> Json:
        resettle_fact(write, fact_id, given(outcome), version=version)
        return fact_written(write, fact_id)

    fact = await transaction(work)
    return record(request, fact["outcome"], version=fact["version"])


@router.delete("/outcome", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_outcome(
    transaction: ReasonedDep, fact_id: Id, version: VersionDep
) -> None:
    """Take back how a fact turned out; `If-Match` is the fact's."""
    await transaction(lambda write: unsettle_fact(write, fact_id, version=version))


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
