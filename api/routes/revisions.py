"""Endpoints of ``/articles/{id}/revisions``."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import JsonBody, ReadingDep, TransactionDep
from api.http.openapi.responses import part_created_as, part_page_of, record_of
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
)
from api.schemas.types import Id, InDigits
from api.serializers.articles import revision_record, revision_row
from db.commands.articles import RevisionSpec, add_revision
from db.engine.session import Write
from db.queries.revisions import REVISION_ORDER, RevisionTextRow
from db.reads import articles
from db.reads.within import read_within

router = APIRouter(
    prefix="/articles/{article_id}/revisions",
    tags=["articles"],
    route_class=StrictRoute,
)
Number = Annotated[
    int,
    Path(
        ge=1,
        le=2**31 - 1,
        description="The number of the revision: 1 is the first.",
        examples=[1],
    ),
    InDigits,
]


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(RevisionOut)
    | {
        200: {"model": RevisionOut, "description": "The article has this text already."}
    },
)
async def create_revision(
    transaction: TransactionDep, article_id: Id, revision: RevisionIn
) -> Response:
    """Add a new text to an article.

    If the article has this text already, that revision is returned with 200.
    """
    spec = RevisionSpec(revision.text, revision.captured_at, revision.archive_url)

    def command(write: Write) -> tuple[RevisionTextRow, bool]:
        made, is_new = add_revision(write, article_id, spec, title=revision.title)
        stored = read_within(
            write, lambda one: articles.read_revision(one, article_id, made.number)
        )
        return stored, is_new

    def respond(stored: tuple[RevisionTextRow, bool]) -> Response:
        row, is_new = stored
        if not is_new:
            return respond_updated(revision_record(row))
        path = f"articles/{article_id}/revisions/{row.number}"
        return respond_created(path, revision_record(row))

    return await transaction(command, respond)


@router.get("", responses=part_page_of(RevisionPage))
async def read_revisions(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[RevisionListParams, Query()],
) -> Response:
    """List the texts of an article as they were captured, the latest first."""
    await articles.read_article(reading, article_id)
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
    row = await articles.read_revision(
        reading, article_id, number, withdrawn=params.withdrawn
    )
    return respond_record(request, revision_record(row), fields=params.fields)
