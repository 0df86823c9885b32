"""The review of drafts by forms: accept, reject and undo."""

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep, TransactionDep
from api.pages.forms import OwnFormDep, numbers_of, see, value_of
from api.pages.listed_claims import PARTS, listed
from api.pages.page_route import PageRoute
from api.pages.parsing import number, parsed
from api.pages.rendering import respond_html
from api.pages.reviewed import Reviewed, reviewed_at
from api.schemas.claims import ReviewIn
from api.schemas.closed_lists import Review
from api.schemas.types import Id
from db.commands.claims import SeenClaims, review_claims
from db.queries.claims import ORDERS
from db.reads import claims
from db.reads.pages import PageQuery

BACK = "/queue/drafts"

router = APIRouter(prefix=BACK, route_class=PageRoute, include_in_schema=False)


class DraftParams(Reviewed):
    """Query parameters of the page of drafts."""

    article: Id | None = Field(None, description="Only drafts of this article.")
    cursor: str | None = Field(None, description="The cursor of the page.")

    limit: int = Field(20, ge=1, le=20, description="How many drafts a page has.")
    sort: Literal["-recorded"] = Field("-recorded", description="The latest first.")


@router.get("")
async def show_drafts(
    request: Request, reading: ReadingDep, params: Annotated[DraftParams, Query()]
) -> Response:
    """Show drafts to review, the latest recorded first."""
    query: PageQuery = page_query(request, params, ORDERS)
    values: dict[str, Any] = {"review": ["draft"]}
    if params.article:
        values |= {"article": [params.article]}
    found = await claims.list_claims_page(reading, query, values, parts=PARTS)
    _, link = next_page(request, found.page.next_key)
    return respond_html(
        request,
        "drafts.html",
        claims=listed(found),
        article=params.article,
        reviewed=params,
        next_link=link,
    )


class DecisionIn(ReviewIn):
    """A review, with what the page showed: the versions of the claims, or a state."""

    versions: dict[int, int]  # by the id of the claim
    was: Review | None


@router.post("")
async def review_drafts(form: OwnFormDep, transaction: TransactionDep) -> Response:
    """Set the review of the claims in a form, as ``/claims/review`` does.

    If another writer has changed one of them since it was shown, none is changed.
    """
    seen = (one.partition(".") for one in form.get("seen", ()))
    body = {
        "ids": numbers_of(form, "id"),
        "versions": {number(id_): number(version) for id_, _, version in seen},
        "was": value_of(form, "was") or None,
        "review": value_of(form, "review"),
    }
    review = parsed(DecisionIn, body)
    command = partial(
        review_claims,
        claim_ids=review.ids,
        review=review.review,
        seen=SeenClaims(review.versions, review.was),
    )
    back = see(reviewed_at(value_of(form, "back") or BACK, review))
    return await transaction(command, lambda _: back)
