"""Endpoints that list claims: all of them, a source's, an article's."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.http.dependencies import Builder, Reading, ReadingDep
from api.http.openapi.responses import page_of, part_page_of
from api.http.strict_requests import StrictRoute
from api.reading import Listing, Page, quoted_often, rows_of, with_merged
from api.routes.articles import ARTICLE
from api.routes.sources import SOURCE
from api.schemas.claim_lists import (
    ClaimListParams,
    ClaimsOfSourceParams,
    ClaimsParams,
)
from api.schemas.claims import ClaimPage
from api.schemas.types import Id
from api.serializers.claims import Groups, by_claim, chain, claim_row, estimative, span
from api.serializers.facts import stance_record
from api.serializers.values import Json
from db.queries.claims import (
    EACH,
    ORDERS,
    count_claims,
    list_claims,
    list_spans,
    list_speakers,
    list_steps,
    list_tags,
)
from db.queries.filters import Values
from db.queries.stances import list_stances
from db.queries.survivors import list_people
from db.values.types import AnyRow

router = APIRouter(tags=["claims"], route_class=StrictRoute)
INDEXED = frozenset({"source", "article", "outlet", "fact", "tag"})
# Of the part of a source there is no other order than by date.
QUICK = dict.fromkeys(ORDERS, INDEXED)
QUICK |= dict.fromkeys(("-dated", "dated"), INDEXED | {"speaker", "origin"})
CLAIMS = Listing(list_claims, count_claims, ORDERS, quick=QUICK)
FEW = (1, 2, 4, 8, EACH)  # so that few shapes serve every number of people
# How each part of many claims is read, and shown where rows are to show it.
PARTS: dict[str, Builder] = {
    "speakers": list_speakers,
    "attribution": list_steps,
    "spans": list_spans,
    "tags": list_tags,
    "stances": list_stances,
}
EXPANDED: dict[str, Callable[[AnyRow], Any]] = {
    "spans": span,
    "tags": lambda row: row.name,
    "stances": stance_record,
}
Parts = Callable[[str, Sequence[int]], Awaitable[Groups]]
ROLES = {"any": "source", "speaker": "speaker", "origin": "origin"}


@router.get("/claims", responses=page_of(ClaimPage))
async def read_claims(
    reading: ReadingDep, params: Annotated[ClaimListParams, Query()]
) -> Response:
    """List claims, the latest dated first."""
    values = params.filters()
    page = await CLAIMS.page(reading, params, sort=params.sort, values=values)
    return await _answer(reading, params, page)


@router.get("/sources/{source_id}/claims", responses=part_page_of(ClaimPage))
async def read_claims_of_source(
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[ClaimsOfSourceParams, Query()],
) -> Response:
    """List what a source claimed, the latest dated first."""
    name, given = ROLES[params.role], params.filters()
    values: Values = {**given, name: [source_id]}
    if "affiliated" in params.include:
        await SOURCE.require(reading, source_id, withdrawn=params.withdrawn)
        values = await _with_people(reading, values, name)
    crowd = values.get(f"affiliated_{name}", ())
    walked = await quoted_often(reading, crowd, people=True)
    page = await CLAIMS.page(
        reading, params, sort=params.sort, values=values, walked=walked
    )
    if not page.rows:
        await SOURCE.require(reading, source_id, withdrawn=params.withdrawn)
    return await _answer(reading, params, page)


async def _with_people(reading: Reading, values: Values, name: str) -> Values:
    """Return filters of which the one called ``name`` means its people, too.

    A few of them are asked for by their ids, each of which an index answers.
    """
    whole = await with_merged(reading, values, name)
    people = await rows_of(
        reading, list_people, "organisation", record_ids=whole[name], limit=EACH
    )
    speakers = [*values[name], *(row.id for row in people)]
    if len(speakers) > EACH:
        rest = {key: given for key, given in values.items() if key != name}
        return {**rest, f"affiliated_{name}": whole[name]}
    size = next(size for size in FEW if size >= len(speakers))
    return {**values, name: [*speakers, *speakers[:1] * (size - len(speakers))]}


@router.get("/articles/{article_id}/claims", responses=part_page_of(ClaimPage))
async def read_claims_of_article(
    reading: ReadingDep, article_id: Id, params: Annotated[ClaimsParams, Query()]
) -> Response:
    """List the claims in an article; `sort=position` gives its own order."""
    values = {**params.filters(), "article": [article_id]}
    page = await CLAIMS.page(reading, params, sort=params.sort, values=values)
    if not page.rows:
        await ARTICLE.require(reading, article_id, withdrawn=params.withdrawn)
    return await _answer(reading, params, page)


async def _answer(reading: Reading, params: ClaimsParams, page: Page) -> Response:
    return await answer_claims(reading, params, page, parts=reader_of(reading, params))


def reader_of(reading: Reading, params: ClaimsParams) -> Parts:
    """Return what reads a part of many claims."""

    async def read(name: str, claim_ids: Sequence[int]) -> Groups:
        seen = {"withdrawn": params.withdrawn}
        builder = PARTS[name]
        return by_claim(
            await rows_of(reading, builder, "claim", record_ids=claim_ids, **seen)
        )

    return read


async def answer_claims(
    reading: Reading, params: ClaimsParams, page: Page, *, parts: Parts
) -> Response:
    """Answer a page of claims with their speakers and whatever is to be expanded."""
    claim_ids = [row.id for row in page.rows]
    whole_chains = params.shows("attribution")
    steps = await parts("attribution" if whole_chains else "speakers", claim_ids)
    shown = [_shown(row, steps.get(row.id, ()), params) for row in page.rows]
    for name, show in EXPANDED.items():
        if params.shows(name):
            found = await parts(name, claim_ids)
            for body in shown:
                body[name] = [show(row) for row in found.get(body["id"], ())]
    return page.answer(reading, shown, params)


def _shown(row: AnyRow, steps: Sequence[AnyRow], params: ClaimsParams) -> Json:
    """Return a claim with what its own row and its chain say of it."""
    body = claim_row(row, steps)
    if params.shows("attribution"):
        body["attribution"] = chain(row, steps)
    if params.shows("estimative"):
        body["estimative"] = estimative(row)
    return body
