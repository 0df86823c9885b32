"""Pages of facts: the list, and a fact with the sources on each side."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.facet_links import COUNTED, facet_links
from api.pages.filters import chips, filters_of
from api.pages.listed_claims import PARTS, listed
from api.pages.live_records import telling_withdrawn
from api.pages.page_route import PageRoute
from api.pages.pictures.of_facts import draw_fact
from api.pages.pictures.shown import known_by, shown_at
from api.pages.rendering import as_sent, respond_html
from api.schemas.as_of import RecordAsOf
from api.schemas.claim_lists import SHOWN as REVIEWED
from api.schemas.facts import FactKey, FactListParams
from api.serializers.assessments import assessment_row
from api.serializers.corroboration import side_records
from api.serializers.facts import fact_record
from api.serializers.values import Json
from db.derived.deduplication import FOLDS
from db.derived.facets import FactFacet
from db.derived.sides import SIDES, Side
from db.models.fact_state import State
from db.queries.facts import ORDERS, FactRow
from db.reads import corroboration, facts
from db.reads.corroboration import FactCorroboration
from db.reads.facets import read_fact_facets
from db.reads.facts import read_fact_id
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.record import CurrentRecord, Record
from db.reads.standings import FactDetail, with_standings
from db.values import clock

FACETS: Sequence[FactFacet] = ("status", "kind")
SHOWN = 20  # claims on each side, and assessments
ORIGINS = 40  # on each side
LATEST = PageQuery(limit=SHOWN, sort="-dated")

router = APIRouter(prefix="/facts", route_class=PageRoute, include_in_schema=False)


class KnownBy(RecordAsOf):
    """Query parameters of the page of a fact."""

    model_config = ConfigDict(extra="forbid")


@router.get("")
async def show_facts(
    request: Request, reading: ReadingDep, params: Annotated[FactListParams, Query()]
) -> Response:
    """Show a page of facts, the latest recorded first."""
    query, until = page_query(request, params, ORDERS), params.known_before
    values, withdrawn = params.filters(), params.withdrawn
    page = await facts.list_facts_page(reading, query, values, until=until)
    found = await with_standings(reading, page.rows, until=until)
    facets = await read_fact_facets(
        reading, values, FACETS, withdrawn=withdrawn, until=until, limit=COUNTED
    )
    _, link = next_page(request, page.next_key)
    return respond_html(
        request,
        "facts.html",
        page=page,
        facts=as_sent([fact_record(one) for one in found]),
        params=params,
        chips=chips(request),
        filters=filters_of(request),
        states=get_args(State),
        facets=facet_links(request, facets),
        next_link=link,
    )


@router.get("/{fact_id}")
async def show_fact(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[KnownBy, Query()],
) -> Response:
    """Show a fact: its state, the sources on each side, and the assessments."""
    record = reading.record(params)
    row = await _found(record, reading, fact_id)
    fact = FactDetail(row, await record.standing(row.id))
    assessed = await record.assessments_of_fact(row.id, PageQuery(limit=SHOWN))
    pictures = await draw_fact(record, row, params)
    return respond_html(
        request,
        "fact.html",
        fact=as_sent(fact_record(fact)),
        sides=await _sides(record, row.id),
        claims=await _claims_by_side(record, row.id, params.known_before),
        assessments=as_sent([assessment_row(one) for one in assessed.page.rows]),
        as_of=params.as_of,
        today=clock.now().date(),
        pictures=shown_at(f"facts/{row.slug}", pictures, known_by(params)),
    )


async def _found(record: Record, reading: Reading, key: FactKey) -> FactRow:
    """Return a fact; as of an instant, a withdrawn one is simply not found."""
    if not isinstance(record, CurrentRecord):
        return await record.fact(key)
    async with telling_withdrawn(reading, "fact", await read_fact_id(reading, key)):
        return await record.fact(key)


async def _sides(record: Record, fact_id: int) -> Mapping[Side, Json]:
    """Return the counts on each side of a fact, with its first origins."""
    found = await corroboration.read_corroboration(record, fact_id, FOLDS)
    return {
        side["side"]: side | {"first_origins": _first_origins(found, number)}
        for number, side in enumerate(as_sent(side_records(found)))
    }


def _first_origins(found: FactCorroboration, side: int) -> list[Json]:
    """Return the kind and the naming of the first origins on a side."""
    return [
        {"kind": found.claims.sources[one.id].kind, "known": known}
        for one, known in islice(found.sides[side].origins.each(), ORIGINS)
    ]


async def _claims_by_side(
    record: Record, fact_id: int, until: datetime | None
) -> Mapping[Side, list[Json]]:
    """Return the latest claims on each side of a fact."""
    known = {"published_by": [until]} if until else {}
    found = {}
    for side, stances in SIDES.items():
        values = {"review": REVIEWED, "stance": stances, **known}
        found[side] = listed(
            await record.claims_of_fact(fact_id, LATEST, values, parts=PARTS)
        )
    return found
