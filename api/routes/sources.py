"""Endpoints of ``/sources``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import (
    ForEditors,
    JsonBody,
    ReadingDep,
    ReasonedDep,
    RequestReading,
    TransactionDep,
    VersionDep,
)
from api.http.openapi.responses import (
    GONE,
    MERGED,
    changed_as,
    created_as,
    page_of,
    record_of,
    restored_as,
)
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.reading import Listing, Single, with_merged
from api.schemas.as_of import AsOf
from api.schemas.dates import given
from api.schemas.merges import MergeIn
from api.schemas.source_lists import SourceListParams, SourceParams
from api.schemas.sources import (
    SourceCreated,
    SourceIn,
    SourceOut,
    SourcePage,
    SourcePatch,
)
from api.schemas.specs import source_spec
from api.schemas.types import Id
from api.serializers.changes import created_with
from api.serializers.sources import source_record, source_row
from db.commands.sources import (
    merge_source,
    register_source,
    restore_source,
    revise_source,
    unmerge_source,
    withdraw_source,
)
from db.engine.session import Write
from db.history.snapshots import Snapshot
from db.history.sources import require_source_at, source_row_at
from db.queries.source_children import (
    list_affiliations,
    list_identifiers,
    list_names,
)
from db.queries.sources import (
    ORDERS,
    count_sources,
    get_source,
    list_sources,
)
from db.values.types import AnyRow

router = APIRouter(prefix="/sources", tags=["sources"], route_class=StrictRoute)
SOURCES = Listing(list_sources, count_sources, ORDERS)
PARTS = (list_names, list_identifiers, list_affiliations)
SOURCE = Single("source", get_source, PARTS, source_record)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(SourceCreated)
)
async def create_source(transaction: TransactionDep, source: SourceIn) -> Response:
    """Register a source.

    Organisations it is affiliated with are given by id, or described: then they are
    found by name, or created.
    """

    def work(write: Write) -> Response:
        made = register_source(write, source_spec(source))
        others = created_with(write.changes, made.id, "source")
        body = SOURCE.written(write, made.id)
        return respond_created(f"sources/{made.id}", body, made=others)

    return await transaction(work)


@router.get("", responses=page_of(SourcePage))
async def read_sources(
    reading: ReadingDep,
    params: Annotated[SourceListParams, Query()],
) -> Response:
    """List sources, the latest recorded first."""
    values = await with_merged(reading, params.filters(), "organisation")
    page = await SOURCES.page(reading, params, sort=params.sort, values=values)
    return page.answer(reading, [source_row(row) for row in page.rows], params)


@router.get("/{source_id}", responses=record_of(SourceOut) | MERGED)
async def read_source(
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[SourceParams, Query()],
) -> Response:
    """Return one source with its names, identifiers and affiliations."""
    withdrawn = params.withdrawn
    if params.recorded:
        snapshot = Snapshot(reading, params.recorded)
        image = await require_source_at(snapshot, source_id, withdrawn=withdrawn)
        body = source_record(*await source_row_at(snapshot, image))
    else:
        body = await SOURCE.read(reading, source_id, withdrawn=withdrawn)
    return respond_record(reading.request, body, fields=params.fields)


async def require_source(
    reading: RequestReading, source_id: int, params: AsOf
) -> AnyRow:
    """Return the row of a source, or raise ``NotFoundError`` or ``MergedError``."""
    if not params.recorded:
        return await SOURCE.require(reading, source_id)
    snapshot = Snapshot(reading, params.recorded)
    image = await require_source_at(snapshot, source_id)
    row, _ = await source_row_at(snapshot, image)
    return row


@router.patch("/{source_id}", dependencies=[JsonBody], responses=changed_as(SourceOut))
async def update_source(
    transaction: TransactionDep,
    source_id: Id,
    version: VersionDep,
    patch: SourcePatch,
) -> Response:
    """Change the fields of a source that are sent.

    `If-Match` is the `ETag` of the source.
    """

    def work(write: Write) -> Response:
        revise_source(write, source_id, version=version, **given(patch))
        return respond_updated(SOURCE.written(write, source_id))

    return await transaction(work)


@router.delete("/{source_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_source(
    transaction: TransactionDep, source_id: Id, version: VersionDep
) -> Response:
    """Withdraw a source that no live claim or article uses.

    Nothing is deleted: `/sources/{source_id}/restore` brings it back.
    """

    def work(write: Write) -> Response:
        withdraw_source(write, source_id, version=version)
        return respond_no_content()

    return await transaction(work)


@router.post("/{source_id}/restore", responses=restored_as(SourceOut))
async def restore_withdrawn_source(
    transaction: ReasonedDep, source_id: Id, version: VersionDep
) -> Response:
    """Restore a withdrawn source with its identifiers."""

    def work(write: Write) -> Response:
        restore_source(write, source_id, version=version)
        return respond_updated(SOURCE.written(write, source_id))

    return await transaction(work)


@router.post(
    "/{source_id}/merge",
    dependencies=[ForEditors, JsonBody],
    responses=changed_as(SourceOut),
)
async def merge_two_sources(
    transaction: ReasonedDep, source_id: Id, version: VersionDep, merge: MergeIn
) -> Response:
    """Merge a source into another one, the survivor.

    From then on the claims of both belong to the survivor, and the address of the
    source answers 308. Two sources of one kind can be merged, an organisation with
    a group, or two unnamed sources of one article. They cannot be merged if one
    belongs to the other, if both stand in one chain, or if they are judged to be
    different.
    """

    def work(write: Write) -> Response:
        merge_source(write, source_id, into_id=merge.merged_into_id, version=version)
        return respond_updated(SOURCE.written(write, source_id))

    return await transaction(work)


@router.post(
    "/{source_id}/unmerge", dependencies=[ForEditors], responses=restored_as(SourceOut)
)
async def unmerge_merged_source(
    transaction: ReasonedDep, source_id: Id, version: VersionDep
) -> Response:
    """Undo the merge of a source.

    The claims that were printed under its name belong to it again.
    """

    def work(write: Write) -> Response:
        unmerge_source(write, source_id, version=version)
        return respond_updated(SOURCE.written(write, source_id))

    return await transaction(work)
