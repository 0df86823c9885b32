"""Endpoints of ``/articles/{id}/revisions``."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Path, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import JsonBody, ReadingDep, TransactionDep
from api.http.openapi.responses import (
    Responses,
    part_created_as,
    part_page_of,
    record_of,
)
from api.http.responses import (
    respond_created,
    respond_page,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.schemas.articles import (
    RevisionIn,
    RevisionListParams,
    RevisionOut,
    RevisionPage,
    RevisionParams,
    RevisionStored,
)
from api.schemas.specs import new_revision_spec
from api.schemas.types import Id, InDigits
from api.serializers.articles import revision_record, revision_row
from api.serializers.values import article_ref
from api.settings import MAX_NUMBER
from db.commands.articles import add_revision, prepare_revision
from db.engine.session import Write
from db.queries.revisions import REVISION_ORDER
from db.queries.same_texts import SimilarRow
from db.reads import articles
from db.reads.articles import RevisionDetail
from db.reads.within import read_within

router = APIRouter(
    prefix="/articles/{article_id}/revisions",
    tags=["articles"],
    route_class=StrictRoute,
)
SAME_TEXT: Responses = {
    200: {"model": RevisionStored, "description": "The newest text is the same."}
}


class Stored(NamedTuple):
    """The newest revision of an article, and other articles with its text."""

    revision: RevisionDetail
    is_new: bool
    similar: Sequence[SimilarRow]


Number = Annotated[
    int,
    Path(
        ge=1,
        le=MAX_NUMBER,
        description="The number of the revision: 1 is the first.",
        examples=[1],
    ),
    InDigits,
]


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(RevisionStored) | SAME_TEXT,
)
async def create_revision(
    request: Request,
    reading: ReadingDep,
    transaction: TransactionDep,
    article_id: Id,
    revision: RevisionIn,
) -> Response:
    """Store a new text of an article, and anchor all its claims in it.

    An earlier text of the article becomes the newest again, as a separate revision. If
    the newest text is the same, only a different title, byline or date is stored, and
    the response is 200. `anchors` counts the spans of its claims by anchor, `orphaned`
    lists the claims that lost words. A text that another article of the outlet has,
    exactly or nearly, is refused unless `new` is true; `similar` lists articles of
    other outlets with it.
    """
    spec, columns = new_revision_spec(revision)
    if spec.is_long and (article := await articles.find_article(reading, article_id)):
        named = {"title": article.title, "language": article.language, **columns}
        prepare = partial(prepare_revision, spec, named)
        await request.app.state.long_work.read(prepare)

    def command(write: Write) -> Stored:
        made, is_new = add_revision(
            write, article_id, spec, columns=columns, new=revision.new
        )
        stored = read_within(write, articles.read_revision, article_id, made.number)
        article = read_within(write, articles.require_article, article_id)
        similar = read_within(write, articles.list_similar, article)
        return Stored(stored, is_new, similar)

    def respond(stored: Stored) -> Response:
        body = revision_record(stored.revision)
        more = {"similar": [article_ref(row) for row in stored.similar]}
        if not stored.is_new:
            return respond_updated(body, made=more)
        path = f"articles/{article_id}/revisions/{stored.revision.row.number}"
        return respond_created(path, body, more=more)

    return await transaction(command, respond)


@router.get("", responses=part_page_of(RevisionPage))
async def read_revisions(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[RevisionListParams, Query()],
) -> Response:
    """List the captured texts of an article, the latest first."""
    await articles.require_article(reading, article_id, merged=True)
    query = page_query(request, params, REVISION_ORDER)
    page = await articles.list_revisions_page(reading, article_id, query)
    rows = [revision_row(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields)


@router.get("/{number}", responses=record_of(RevisionOut))
async def read_revision(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    number: Number,
    params: Annotated[RevisionParams, Query()],
) -> Response:
    """Return one text of an article."""
    found = await articles.read_revision(
        reading, article_id, number, withdrawn=params.withdrawn
    )
    return respond_record(request, revision_record(found), fields=params.fields)
