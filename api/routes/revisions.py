"""Endpoints of ``/articles/{id}/revisions``."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import JsonBody, ReaderDep, TransactionDep, ViewerDep
from api.formats.articles import revision_record, revision_row
from api.formats.values import Json
from api.formats.wire import created, record
from api.reading import keyset_rows
from api.routes.articles import ARTICLE
from api.routes.documents import created_as, part_page_of, record_of
from api.schemas.articles import (
    RevisionIn,
    RevisionListParams,
    RevisionOut,
    RevisionPage,
    RevisionParams,
)
from api.schemas.types import Id
from db.commands.articles import RevisionSpec, add_revision
from db.errors import NotFoundError
from db.queries.articles import REVISION_ORDER, get_revision, list_revisions
from db.queries.keyset import Place
from db.session import Write
from db.types import AnyRow

router = APIRouter(prefix="/articles/{article_id}/revisions", tags=["articles"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1, examples=[1])]


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=created_as(RevisionOut)
    | {200: {"model": RevisionOut, "description": "This text was known already."}},
)
async def create_revision(
    request: Request, transaction: TransactionDep, article_id: Id, revision: RevisionIn
) -> Response:
    """Keep a new text of an article; a text it had already stays the one it is."""
    spec = RevisionSpec(revision.text, revision.captured_at, revision.archive_url)

    def work(write: Write) -> tuple[Json, bool]:
        made, new = add_revision(write, article_id, spec, title=revision.title)
        read = get_revision(viewer=write.viewer)
        (row,) = write.rows(read, article=article_id, number=made.number)
        return revision_record(row), new

    body, new = await transaction(work)
    if not new:
        return record(request, body)
    path = f"articles/{article_id}/revisions/{body['number']}"
    return created(path, body)


@router.get("", responses=part_page_of(RevisionPage))
async def read_revisions(
    request: Request,
    reader: ReaderDep,
    viewer: ViewerDep,
    article_id: Id,
    params: Annotated[RevisionListParams, Query()],
) -> Response:
    """List the texts of an article as they were captured, the newest first."""
    await ARTICLE.require(reader, article_id, viewer=viewer)

    async def rows(place: Place, limit: int, key: Mapping[str, Any]) -> list[AnyRow]:
        built = list_revisions(place=place, limit=limit, viewer=viewer)
        return list(await reader.rows(built, article=article_id, **key))

    page = await keyset_rows(request, params, order=REVISION_ORDER, rows=rows)
    return page.answer(request, [revision_row(row) for row in page.rows], params)


@router.get("/{number}", responses=record_of(RevisionOut))
async def read_revision(
    request: Request,
    reader: ReaderDep,
    viewer: ViewerDep,
    article_id: Id,
    number: Number,
    params: Annotated[RevisionParams, Query()],
) -> Response:
    """Return one text of an article."""
    read = get_revision(viewer=viewer, withdrawn=params.withdrawn)
    rows = await reader.rows(read, article=article_id, number=number)
    if not rows:
        raise NotFoundError("revision", number)
    return record(request, revision_record(rows[0]), fields=params.fields)
