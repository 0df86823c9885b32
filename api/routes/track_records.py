"""Endpoints of track records: how the claims of sources turned out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import page_of, part_page_of
from api.http.polls import lasting, polled
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.schemas.track_records import (
    DescriptorRecordOut,
    DescriptorRecordParams,
    SourceRecordOut,
    SourceRecordParams,
    TrackRecordParams,
)
from api.schemas.types import Id
from api.serializers.selections import (
    Selections,
    selections_of_descriptor,
    selections_of_source,
)
from api.serializers.sources import source_of
from api.serializers.track_records import explained_unit, track_record_numbers
from api.serializers.values import Json
from db.derived.track_record import NO_RECORD, VERDICTS_ARE_NO_OUTCOMES
from db.errors import MergedError, NotFoundError
from db.queries.fact_claims import BY_PART
from db.queries.sources import SourceRow
from db.reads.fact_claims import ResolvedBy
from db.reads.named import find_named
from db.reads.reading import Reading
from db.reads.record import Record
from db.reads.track_records import (
    TrackRecord,
    explain,
    read_track_record_of_descriptor,
    read_track_record_of_source,
)

router = APIRouter(tags=["records"], route_class=StrictRoute)


@dataclass(frozen=True)
class Basis:
    """The resolutions of facts: as they are read, in words, and for the response."""

    resolved_by: ResolvedBy
    words: str
    echo: Json


@router.get("/sources/{source_id}/record", responses=part_page_of(SourceRecordOut))
@polled
async def read_record_of_source(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[SourceRecordParams, Query()],
) -> Response:
    """Return the track record of a source: how its claims on facts turned out.

    Its rate counts only the stances that it holds itself. Stances that it relays for
    others, and those of others that an outlet printed, are counted separately.
    `docs/method.md` in the repository has the formulas, and the limits of these
    numbers.
    """
    record = reading.record(params)
    source = await record.require_source(source_id)
    basis = await _basis(reading, record, params)
    ref = source_of(source)
    found = await read_track_record_of_source(
        record, source_id, basis.resolved_by, is_outlet=source.kind == "outlet"
    )
    known = _known(params, params.as_of_kind)
    selections = selections_of_source(known, ref["label"], basis.words)
    whose = {"source_id": source_id, "source": ref, "as_of_kind": params.as_of_kind}
    no_rate = NO_RECORD.get(source.kind)
    body = await _numbers(reading, found, selections, params, no_rate=no_rate)
    whose |= {**basis.echo, "printed": None}  # only outlets have this part
    return await _respond(request, reading, params, found=found, body=whose | body)


@router.get("/stats/record", responses=page_of(DescriptorRecordOut))
@polled
async def read_record_of_descriptor(
    request: Request,
    reading: ReadingDep,
    params: Annotated[DescriptorRecordParams, Query()],
) -> Response:
    """Return the track record of the unnamed sources with one descriptor in an outlet.

    It is unknown which of them are one person, so each stays a separate source, and the
    units are pairs of such a source and a fact.
    """
    record = reading.record(params)
    outlet_id = await find_named(reading, "outlet", params.outlet)
    outlet = await _named(record, outlet_id, "outlet")
    if outlet.kind != "outlet":
        raise _refusal("outlet", "Must be the id of a source of kind outlet.")
    basis = await _basis(reading, record, params)
    found = await read_track_record_of_descriptor(
        record, outlet.id, params.descriptor, resolved_by=basis.resolved_by
    )
    claims = (
        f"{_known(params)}that {outlet.name} printed and in which an unnamed source "
        f"called “{params.descriptor}”"
    )
    selections = selections_of_descriptor(claims, basis.words)
    ref = source_of(outlet)
    whose = {"descriptor": params.descriptor, "outlet_id": outlet.id, "outlet": ref}
    body = await _numbers(reading, found, selections, params)
    return await _respond(
        request, reading, params, found=found, body=whose | basis.echo | body
    )


async def _basis(reading: Reading, record: Record, params: TrackRecordParams) -> Basis:
    """Return the resolutions of facts in a track record."""
    echo: Json = {"by": params.settled_by, "assessor_id": None, "assessor": None}
    echo["as_of"] = params.as_of
    if params.settled_by == "outcome":
        return Basis(ResolvedBy(), "their outcomes", echo)
    if params.assessor is None:
        resolved_by = ResolvedBy(verdicts=True, assessor_id=None)
        return Basis(resolved_by, "the latest verdicts of our own desk", echo)
    assessor_id = await find_named(reading, "by", params.assessor)
    resolved_by = ResolvedBy(verdicts=True, assessor_id=assessor_id)
    assessor = await _named(record, assessor_id, "by")
    ref = source_of(assessor)
    echo |= {"assessor_id": assessor.id, "assessor": ref}
    return Basis(resolved_by, f"the latest verdicts of {ref['label']}", echo)


async def _named(record: Record, source_id: int, parameter: str) -> SourceRow:
    """Return the source of a parameter, or raise an error for the parameter."""
    try:
        return await record.require_source(source_id)
    except NotFoundError as error:
        raise _refusal(parameter, str(error), code="not_found") from error
    except MergedError as error:
        raise _refusal(parameter, str(error), code="merged") from error


def _refusal(
    parameter: str, message: str, *, code: str = "invalid"
) -> RequestValidationError:
    where = {"type": code, "loc": ("query", parameter), "msg": message}
    return RequestValidationError([where])


def _known(params: TrackRecordParams, kind: str = "world") -> str:
    """Describe which claims were known at the requested instant."""
    if params.as_of is None:
        return ""
    verb = "published" if kind == "world" else "recorded"
    return f"{verb} by {params.as_of:%Y-%m-%dT%H:%M:%SZ} "


async def _numbers(
    reading: Reading,
    found: TrackRecord,
    selections: Selections,
    params: TrackRecordParams,
    *,
    no_rate: str | None = None,
) -> Json:
    """Return the numbers of a track record."""
    by_verdicts = params.settled_by == "assessor"
    no_brier = no_rate or (VERDICTS_ARE_NO_OUTCOMES if by_verdicts else None)
    return await reading.reader.derive(  # thousands of claims take long
        track_record_numbers, found, selections, no_rate=no_rate, no_brier=no_brier
    )


async def _respond(
    request: Request,
    reading: Reading,
    params: TrackRecordParams,
    *,
    found: TrackRecord,
    body: Json,
) -> Response:
    """Respond with a track record, and with a page of its explanation if requested."""
    body, link = {**body, "explain": None, "next_cursor": None}, None
    if params.explain != "false":
        page = await explain(reading, found, page_query(request, params, BY_PART))
        body["explain"] = [explained_unit(one) for one in page.units]
        body["next_cursor"], link = next_page(request, page.next_key)
    response = respond_record(request, body, link=link)
    return lasting(request, response) if params.is_lasting else response
