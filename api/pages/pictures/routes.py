"""The URLs of pictures."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict

from api.http.dependencies import ReadingDep
from api.pages.page_route import PageRoute
from api.pages.pictures.of_claims import draw_article, draw_claims, draw_unnamed_share
from api.pages.pictures.of_facts import draw_fact, draw_fact_states
from api.pages.pictures.of_sources import draw_source
from api.pages.pictures.responses import Format, respond_picture
from api.schemas.as_of import RecordAsOf
from api.schemas.facts import FactKey
from api.schemas.stats import CountedClaims
from api.schemas.types import Id
from db.reads.record import CurrentRecord

FilteredDep = Annotated[CountedClaims, Query()]

router = APIRouter(prefix="/pictures", route_class=PageRoute, include_in_schema=False)


class KnownBy(RecordAsOf):
    """Query parameters of the pictures of a fact."""

    model_config = ConfigDict(extra="forbid")


@router.get("/facts/states.{form}")
async def show_fact_states(
    request: Request, reading: ReadingDep, form: Format
) -> Response:
    """Show how many facts are in each state."""
    picture = await draw_fact_states(reading)
    return await respond_picture(request, reading, picture, form)


@router.get("/facts/{fact_id}/{name}.{form}")
async def show_fact_picture(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    name: Literal["timeline", "sides"],
    form: Format,
    params: Annotated[KnownBy, Query()],
) -> Response:
    """Show the stances on a fact over time, or the number of claims on each side."""
    record = reading.record(params)
    pictures = await draw_fact(record, await record.fact(fact_id), params)
    return await respond_picture(request, reading, pictures[name], form)


@router.get("/sources/{source_id}/{name}.{form}")
async def show_source_picture(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    name: Literal["positions", "record"],
    form: Format,
) -> Response:
    """Show the positions of a source over time, or its track record."""
    record = CurrentRecord(reading)
    pictures = await draw_source(record, await record.require_source(source_id))
    return await respond_picture(request, reading, pictures[name], form)


@router.get("/articles/{article_id}/chains.{form}")
async def show_chains(
    request: Request, reading: ReadingDep, article_id: Id, form: Format
) -> Response:
    """Show the chains of the claims of an article."""
    picture = await draw_article(reading, article_id)
    return await respond_picture(request, reading, picture, form)


@router.get("/claims/by-month.{form}")
async def show_claims_by_month(
    request: Request, reading: ReadingDep, form: Format, params: FilteredDep
) -> Response:
    """Show how many claims match the filters in each month."""
    picture = await draw_claims(reading, params)
    return await respond_picture(request, reading, picture, form)


@router.get("/claims/unnamed.{form}")
async def show_unnamed_share(
    request: Request, reading: ReadingDep, form: Format, params: FilteredDep
) -> Response:
    """Show the share of claims with an unnamed speaker, for each outlet."""
    picture = await draw_unnamed_share(reading, params)
    return await respond_picture(request, reading, picture, form)
