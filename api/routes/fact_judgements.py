"""Endpoints of what is held of a fact, and of how it turned out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.deps import (
    JsonBody,
    Reading,
    ReadingDep,
    ReasonedDep,
    SaidVersionDep,
    VersionDep,
)
from api.formats.changes import created_with
from api.formats.facts import assessment_record, outcome_record
from api.formats.values import Json
from api.formats.wire import changed, created, gone, record
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
from api.schemas.as_of import RecordAsOf
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
from api.snapshots.assessments import HeldAt
from api.snapshots.facts import load_facts
from api.snapshots.images import Snapshot
from db.commands.facts import assess_fact, resettle_fact, settle_fact, unsettle_fact
from db.errors import NotFoundError
from db.queries.assessments import (
    LATEST_HELD,
    get_assessment,
    list_assessments,
    list_evidence,
    list_held,
)
from db.queries.keyset import Place
from db.session import Write
from db.types import AnyRow

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@dataclass(frozen=True)
class Held:
    """What counts for a fact, as it is read from the database."""

    reading: Reading
    fact_id: int
    until: datetime

    async def rows(
        self, place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        """Return a page of what is held, the latest first."""
        shape = {"place": place, "limit": limit}
        return await self.reading.rows(
            list_assessments, {**self._values(), **key}, **shape
        )

    async def all(self) -> Sequence[AnyRow]:
        """Return all that is held, as time went."""
        return await self.reading.scan(list_held, self._values())

    async def row(self, assessment_id: int) -> AnyRow:
        """Return one assessment, or raise ``NotFoundError``."""
        values = {**self._values(), "assessment": assessment_id}
        found = await self.reading.rows(get_assessment, values)
        if not found:
            resource = "assessment"
            raise NotFoundError(resource, assessment_id)
        return found[0]

    async def evidence(self, assessment_ids: Sequence[int]) -> Sequence[AnyRow]:
        """Return what assessments rest on, as far as it may be seen."""
        return await rows_of(
            self.reading, list_evidence, "assessment", record_ids=assessment_ids
        )

    def _values(self) -> dict[str, Any]:
        return {"fact": self.fact_id, "until": self.until}


@router.get("/assessments", responses=part_page_of(AssessmentPage))
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

    def work(write: Write) -> Response:
        made = assess_fact(write, fact_id, spec, evidence=evidence)
        others = created_with(write.changes, fact_id, "fact")
        path = f"facts/{fact_id}/assessments/{made.id}"
        body = _assessment_written(write, fact_id, made.id)
        return created(path, body, made=others, version=_version(write))

    return await transaction(work)


@router.get("/assessments/{assessment_id}", responses=record_of(AssessmentOut) | MERGED)
async def read_assessment(
    reading: ReadingDep,
    fact_id: FactKey,
    assessment_id: Id,
    params: Annotated[AssessmentParams, Query()],
) -> Response:
    """Return what an assessor held about a fact, and on what evidence."""
    fact = await require_fact(reading, fact_id, params)
    held = await held_of(reading, fact.id, params)
    row = await held.row(assessment_id)
    body = _with_evidence(row, await held.evidence([assessment_id]))
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

    def work(write: Write) -> Response:
        settle_fact(write, fact_id, given(outcome))
        fact = fact_written(write, fact_id)
        path = f"facts/{fact_id}/outcome"
        return created(path, fact["outcome"], version=fact["version"])

    return await transaction(work)


@router.put("/outcome", dependencies=[JsonBody], responses=put_as(OutcomeOut))
async def replace_outcome(
    transaction: ReasonedDep,
    fact_id: Id,
    version: SaidVersionDep,
    outcome: OutcomeIn,
) -> Response:
    """Note how a fact turned out instead of what was noted before.

    That stays in the history. `If-Match`, if it is sent, is the fact's.
    """

    def work(write: Write) -> Response:
        resettle_fact(write, fact_id, given(outcome), version=version)
        fact = fact_written(write, fact_id)
        return changed(fact["outcome"], version=fact["version"])

    return await transaction(work)


@router.delete("/outcome", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_outcome(
    transaction: ReasonedDep, fact_id: Id, version: VersionDep
) -> Response:
    """Take back how a fact turned out; `If-Match` is the fact's."""

    def work(write: Write) -> Response:
        unsettle_fact(write, fact_id, version=version)
        return gone()

    return await transaction(work)


async def held_of(reading: Reading, fact_id: int, params: RecordAsOf) -> Held | HeldAt:
    """Return what counts for a fact, now or as it was recorded then."""
    if not params.recorded:
        return Held(reading, fact_id, params.until)
    snapshot = Snapshot(reading, params.recorded)
    return HeldAt(snapshot, await load_facts(snapshot, [fact_id]), fact_id)


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
