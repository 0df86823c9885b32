"""Endpoints that list claims: all of them, a source's, an article's."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.deps import ReaderDep, ViewerDep
from api.formats.claims import by_claim, chain, claim_row, span
from api.formats.values import Json
from api.reading import Listing, Page, rows_of
from api.routes.articles import ARTICLE
from api.routes.documents import page_of, part_page_of
from api.routes.sources import SOURCE
from api.schemas.claim_lists import (
    ClaimListParams,
    ClaimsOfSourceParams,
    ClaimsParams,
)
from api.schemas.claims import ClaimPage
from api.schemas.types import Id
from db.queries.claims import (
    ORDERS,
    count_claims,
    list_claims,
    list_spans,
    list_speakers,
    list_steps,
    list_tags,
)
from db.queries.filters import Values
from db.reader import Reader
from db.viewer import Viewer

router = APIRouter(tags=["claims"])
QUICK = frozenset({"source", "speaker", "origin", "article", "tag"})
CLAIMS = Listing(list_claims, count_claims, ORDERS, quick=QUICK)
ROLES = {"any": "source", "speaker": "speaker", "origin": "origin"}


@router.get("/claims", responses=page_of(ClaimPage))
async def read_claims(
    request: Request,
    reader: ReaderDep,
    viewer: ViewerDep,
    params: Annotated[ClaimListParams, Query()],
) -> Response:
    """List claims, the latest dated first."""
    page = await _page(request, reader, viewer, params=params, values=params.filters())
    return await _answer(request, reader, viewer, params=params, page=page)


@router.get("/sources/{source_id}/claims", responses=part_page_of(ClaimPage))
async def read_claims_of_source(
    request: Request,
    reader: ReaderDep,
    viewer: ViewerDep,
    source_id: Id,
    params: Annotated[ClaimsOfSourceParams, Query()],
) -> Response:
    """List what a source claimed, the latest dated first."""
    name = ROLES[params.role]
    if "affiliated" in params.include:
        name = f"affiliated_{name}"
    values = {**params.filters(), name: [source_id]}
    page = await _page(request, reader, viewer, params=params, values=values)
    if not page.rows:
        await SOURCE.require(
            reader, source_id, viewer=viewer, withdrawn=params.withdrawn
        )
    return await _answer(request, reader, viewer, params=params, page=page)


@router.get("/articles/{article_id}/claims", responses=part_page_of(ClaimPage))
async def read_claims_of_article(
    request: Request,
    reader: ReaderDep,
    viewer: ViewerDep,
    article_id: Id,
    params: Annotated[ClaimsParams, Query()],
) -> Response:
    """List the claims in an article; `sort=position` gives its own order."""
    values = {**params.filters(), "article": [article_id]}
    page = await _page(request, reader, viewer, params=params, values=values)
    if not page.rows:
        await ARTICLE.require(
            reader, article_id, viewer=viewer, withdrawn=params.withdrawn
        )
    return await _answer(request, reader, viewer, params=params, page=page)


async def _page(
    request: Request,
    reader: Reader,
    viewer: Viewer,
    *,
    params: ClaimsParams,
    values: Values,
) -> Page:
    return await CLAIMS.page(
        request, reader, params, sort=params.sort, values=values, viewer=viewer
    )


async def _answer(
    request: Request,
    reader: Reader,
    viewer: Viewer,
    *,
    params: ClaimsParams,
    page: Page,
) -> Response:
    ids = [row.id for row in page.rows]
    seen: dict[str, Any] = {"viewer": viewer, "withdrawn": params.withdrawn}
    builder = list_steps if "attribution" in params.expand else list_speakers
    steps = by_claim(await rows_of(reader, builder, "claim", record_ids=ids, **seen))
    shown = [claim_row(row, steps.get(row.id, ())) for row in page.rows]
    if "attribution" in params.expand:
        for row, body in zip(page.rows, shown, strict=True):
            body["attribution"] = chain(row, steps.get(row.id, ()))
    if "spans" in params.expand:
        spans = by_claim(
            await rows_of(reader, list_spans, "claim", record_ids=ids, **seen)
        )
        _add(shown, "spans", {key: [span(s) for s in spans[key]] for key in spans})
    if "tags" in params.expand:
        tags = by_claim(
            await rows_of(reader, list_tags, "claim", record_ids=ids, **seen)
        )
        _add(shown, "tags", {key: [tag.name for tag in tags[key]] for key in tags})
    return page.answer(request, shown, params)


def _add(shown: list[Json], name: str, found: dict[int, list[Any]]) -> None:
    for body in shown:
        body[name] = found.get(body["id"], [])
