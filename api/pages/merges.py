"""Compares a source with another one, before a merge."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.dependencies import ForEditors, ReadingDep
from api.pages.listed_claims import PARTS, listed
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from api.schemas.claim_lists import SHOWN as REVIEWED
from api.schemas.types import Id
from api.serializers.identities import candidate_record
from api.serializers.sources import source_of, source_record
from api.serializers.values import Json
from db.queries.sources import SourceRow
from db.reads import claims, sources
from db.reads.candidates import list_candidates
from db.reads.merged import list_merged_sources
from db.reads.pages import PageQuery
from db.reads.reading import Reading

MERGE = "/sources/{source_id}/merge"
CANDIDATES = 10
LATEST = PageQuery(limit=5, sort="-dated")

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class MergeParams(BaseModel):
    """The source to compare with."""

    model_config = ConfigDict(extra="forbid")

    into: Id | None = Field(None, description="The source that would represent both.")


@router.get(MERGE, dependencies=[ForEditors])
async def show_merge(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[MergeParams, Query()],
) -> Response:
    """Show a source next to another one, or the sources with similar names."""
    source = await sources.require_source(reading, source_id)
    compared = [source_id] if params.into is None else [source_id, params.into]
    merged = await list_merged_sources(reading, source_id)
    return respond_html(
        request,
        "merge.html",
        source=as_sent(source_of(source)),
        compared=[await _described(reading, one) for one in compared],
        candidates=[] if params.into else await _candidates(reading, source),
        merged=as_sent([{**source_of(one), "version": one.version} for one in merged]),
    )


async def _described(reading: Reading, source_id: int) -> Json:
    """Return a source with its latest claims."""
    source = await sources.read_source(reading, source_id)
    values = {"review": REVIEWED, "source": [source_id]}
    found = await claims.list_claims_page(reading, LATEST, values, parts=PARTS)
    described: Json = as_sent(source_record(source))
    return {**described, "claims": listed(found)}


async def _candidates(reading: Reading, source: SourceRow) -> list[Json]:
    """Return the sources with the most similar names, without judgements."""
    found = await list_candidates(reading, source, limit=CANDIDATES, judged_too=False)
    shown: list[Json] = as_sent([candidate_record(one, judged=False) for one in found])
    return shown
