"""Endpoints of track records: how what sources said of facts turned out."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import BigInteger, String

from api.http.cursors import next_cursor, next_link
from api.http.dependencies import ReadingDep, RequestReading
from api.http.openapi.responses import page_of, part_page_of
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.loading import load_bearings, load_settlements
from api.reading import keyset_rows
from api.routes.sources import require_source
from api.schemas.track_records import (
    DescriptorRecordOut,
    DescriptorRecordParams,
    SourceRecordOut,
    SourceRecordParams,
    TrackRecordParams,
)
from api.schemas.types import Id
from api.serializers.selections import Selection
from api.serializers.track_records import explained, track_record
from api.serializers.values import Json, source_ref
from db.derived.fact_claims import Bearings
from db.derived.positions import Role, stances_of
from db.derived.track_record import (
    NO_RECORD,
    VERDICTS_ARE_NO_OUTCOMES,
    Scored,
    Settlement,
    scored,
)
from db.engine.prepared import parameter
from db.errors import MergedError, NotFoundError
from db.history.evidence import bearings_of_source, bearings_printed_by
from db.history.facts import load_facts, settlements_at
from db.history.snapshots import Snapshot
from db.models.source import UNNAMED
from db.queries.fact_claims import Of
from db.queries.keyset import Order, Place
from db.values.text import fold
from db.values.types import AnyRow

router = APIRouter(tags=["records"], route_class=StrictRoute)
EXPLAINED = Order(
    (
        parameter("part", String()),
        parameter("fact_id", BigInteger()),
        parameter("source_id", BigInteger()),
    ),
    descending=False,
)


ROLES: Mapping[str, Role] = {"held": "holds", "relayed": "relays"}
Ground = tuple[Bearings, Mapping[int, Settlement]]
RECORDED = {"source": bearings_of_source, "printed": bearings_printed_by}


@dataclass(frozen=True)
class Part:
    """One part of a record: what it is derived from, whose stances, in which role."""

    ground: Ground
    role: Role
    wanted: Callable[[int], bool]
    selection: Selection

    def units(self) -> list[Scored]:
        """Return what came of these stances."""
        bearings, settlements = self.ground
        return scored(stances_of(bearings, self.role, self.wanted), settlements)


class Line(NamedTuple):
    """One source and one fact, where they stand in an explanation."""

    part: str
    fact_id: int
    source_id: int
    shown: Callable[[], Json]


@router.get("/sources/{source_id}/record", responses=part_page_of(SourceRecordOut))
async def read_record_of_source(
    reading: ReadingDep, source_id: Id, params: Annotated[SourceRecordParams, Query()]
) -> Response:
    """Return how what a source said about facts turned out: its track record.

    Its rate is made only of what it holds itself. What it relays for others, and
    what an outlet printed of others, is counted separately. `docs/method.md` in the
    repository has the formulas, and says what these numbers cannot tell.
    """
    source = await require_source(reading, source_id, params)
    settled_by, echo = await _basis(reading, params)
    ref = source_ref(source_id, source.name, source.kind, article=source)
    known, label = _known(params, params.as_of_kind), ref["label"]
    own = await _ground(reading, "source", {"source": source_id}, params=params)
    parts = {}
    for name, role in ROLES.items():
        selection = Selection(f"{known}in which {label} {role}", settled_by)
        parts[name] = Part(own, role, source_id.__eq__, selection)
    if source.kind == "outlet":
        others = await _ground(reading, "printed", {"outlet": source_id}, params=params)
        claims = f"{known}that {label} printed and in which another source holds"
        selection = Selection(claims, settled_by, of_one=False)
        parts["printed"] = Part(others, "holds", source_id.__ne__, selection)
    whose = {"source_id": source_id, "source": ref, "as_of_kind": params.as_of_kind}
    body = {**whose, **echo, "printed": None}
    no_rate = NO_RECORD.get(source.kind)
    return await _answer(reading, params, body, parts=parts, no_rate=no_rate)


@router.get("/stats/record", responses=page_of(DescriptorRecordOut))
async def read_record_of_descriptor(
    reading: ReadingDep, params: Annotated[DescriptorRecordParams, Query()]
) -> Response:
    """Return the track record of the unnamed sources that an outlet calls the same.

    Nobody knows which of them are one person, so each stays a source of its own,
    and what is counted are pairs of such a source and a fact.
    """
    outlet = await _named(reading, params.outlet, "outlet", params=params)
    if outlet.kind != "outlet":
        raise _refusal("outlet", "Must be the id of a source of kind outlet.")
    settled_by, echo = await _basis(reading, params)
    who = {"outlet": params.outlet, "descriptor": fold(params.descriptor)}
    ground = await _ground(reading, "descriptor", who, params=params)
    called = {
        source.id
        for source in ground[0].sources.values()
        if source.kind in UNNAMED and source.folded == who["descriptor"]
    }
    claims = (
        f"{_known(params)}that {outlet.name} printed and in which an unnamed source "
        f"called “{params.descriptor}”"
    )
    parts = {}
    for name, role in ROLES.items():
        selection = Selection(f"{claims} {role}", settled_by, of_one=False)
        parts[name] = Part(ground, role, called.__contains__, selection)
    ref = source_ref(outlet.id, outlet.name, outlet.kind)
    whose = {"descriptor": params.descriptor, "outlet_id": outlet.id, "outlet": ref}
    return await _answer(reading, params, whose | echo, parts=parts, no_rate=None)


async def _ground(
    reading: RequestReading,
    of: Of,
    who: Mapping[str, Any],
    *,
    params: TrackRecordParams,
) -> Ground:
    """Load what a record is derived from: nothing else of it is read."""
    if params.recorded:
        return await _recorded_ground(
            Snapshot(reading, params.recorded), of, who, params=params
        )
    narrowed = params.as_of is not None
    values = {**who, "until": params.until, "assessor": params.assessor_id}
    bearings = await load_bearings(reading, of, values, as_of=narrowed)
    settlements = await load_settlements(
        reading, of, values, by=params.settled_by, as_of=narrowed
    )
    return bearings, settlements


async def _recorded_ground(
    snapshot: Snapshot, of: Of, who: Mapping[str, Any], *, params: TrackRecordParams
) -> Ground:
    """Load what a record was derived from then."""
    (source_id,) = who.values()
    bearings = await RECORDED[of](snapshot, source_id)
    fact_ids = {row.fact_id for row in bearings.rows}
    facts = await load_facts(snapshot, fact_ids)
    return bearings, settlements_at(
        facts, fact_ids, by=params.settled_by, assessor_id=params.assessor_id
    )


async def _basis(
    reading: RequestReading, params: TrackRecordParams
) -> tuple[str, Json]:
    """Return what settles facts, in words and as the answer repeats it."""
    echo: Json = {"by": params.settled_by, "assessor_id": None, "assessor": None}
    echo["as_of"] = params.as_of
    if params.settled_by == "outcome":
        return "their outcomes", echo
    if params.assessor_id is None:
        return "the latest verdicts of our own desk", echo
    assessor = await _named(reading, params.assessor_id, "by", params=params)
    ref = source_ref(assessor.id, assessor.name, assessor.kind, article=assessor)
    echo |= {"assessor_id": assessor.id, "assessor": ref}
    return f"the latest verdicts of {ref['label']}", echo


async def _named(
    reading: RequestReading,
    source_id: int,
    parameter: str,
    *,
    params: TrackRecordParams,
) -> AnyRow:
    """Return the source that a parameter names, or refuse the parameter."""
    try:
        return await require_source(reading, source_id, params)
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
    """Say which claims could be known at the instant that is asked for."""
    if params.as_of is None:
        return ""
    verb = "published" if kind == "world" else "recorded"
    return f"{verb} by {params.as_of:%Y-%m-%dT%H:%M:%SZ} "


async def _answer(
    reading: RequestReading,
    params: TrackRecordParams,
    body: Json,
    *,
    parts: Mapping[str, Part],
    no_rate: str | None,
) -> Response:
    """Answer a record, and a page of what explains it if that is asked for."""
    by_verdicts = params.settled_by == "assessor"
    no_brier = no_rate or (VERDICTS_ARE_NO_OUTCOMES if by_verdicts else None)

    def derive() -> tuple[Json, list[Line]]:
        units = {name: part.units() for name, part in parts.items()}
        selections = {name: part.selection for name, part in parts.items()}
        numbers = track_record(units, selections, no_rate=no_rate, no_brier=no_brier)
        return numbers, list(_lines(parts, units))

    numbers, lines = await asyncio.to_thread(derive)  # others are answered meanwhile
    body = {**body, **numbers, "explain": None, "next_cursor": None}
    if params.explain == "false":
        return respond_record(reading.request, body)

    async def rows(_: Place, limit: int, key: Mapping[str, Any]) -> Sequence[AnyRow]:
        after = tuple(key.values())
        return [line for line in lines if line[:3] > after][:limit]

    page = await keyset_rows(reading, params, order=EXPLAINED, rows=rows)
    body["explain"] = [line.shown() for line in page.rows]
    key = page.found.next_key
    cursor = next_cursor(reading.request, key) if key else None
    body["next_cursor"] = cursor
    link = next_link(reading.request, cursor) if cursor else None
    return respond_record(reading.request, body, link=link)


def _lines(
    parts: Mapping[str, Part], units: Mapping[str, Sequence[Scored]]
) -> Iterator[Line]:
    """Yield every unit of a record in the order of its explanation."""
    for name in sorted(parts):
        sources = parts[name].ground[0].sources
        for unit in units[name]:
            source = sources.get(unit.source_id)
            if source:  # its claim may have gone between two reads
                show = partial(explained, name, unit, source)
                yield Line(name, unit.fact_id, unit.source_id, show)
