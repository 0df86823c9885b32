"""Endpoints of ``/articles/{id}/revisions``."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.http.dependencies import JsonBody, ReadingDep, TransactionDep
from api.http.openapi.responses import part_created_as, part_page_of, record_of
from api.http.responses import respond_created, respond_record, respond_updated
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows
from api.routes.articles import ARTICLE
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
from db.errors import NotFoundError
from db.queries.articles import REVISION_ORDER, get_revision, list_revisions
from db.queries.keyset import Place
from db.values.types import AnyRow

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

    def work(write: Write) -> Response:
        made, new = add_revision(write, article_id, spec, title=revision.title)
        read = get_revision(viewer=write.viewer)
        (row,) = write.rows(read, article=article_id, number=made.number)
        if not new:
            return respond_updated(revision_record(row))
        path = f"articles/{article_id}/revisions/{made.number}"
        return respond_created(path, revision_record(row))

    return await transaction(work)


@router.get("", responses=part_page_of(RevisionPage))
async def read_revisions(
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[RevisionListParams, Query()],
) -> Response:
    """List the texts of an article as they were captured, the latest first."""
    await ARTICLE.require(reading, article_id)

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"article": article_id, **key}
        return await reading.rows(list_revisions, values, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=REVISION_ORDER, rows=rows)
    return page.answer(reading, [revision_row(row) for row in page.rows], params)


@router.get("/{number}", responses=record_of(RevisionOut))
async def read_revision(
    reading: ReadingDep,
    article_id: Id,
    number: Number,
    params: Annotated[RevisionParams, Query()],
) -> Response:
    """Return one text of an article."""
    values = {"article": article_id, "number": number}
    rows = await reading.rows(get_revision, values, withdrawn=params.withdrawn)
    if not rows:
        raise NotFoundError("revision", number)
    body = revision_record(rows[0])
    return respond_record(reading.request, body, fields=params.fields)
