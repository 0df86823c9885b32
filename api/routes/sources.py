"""Endpoints of ``/sources``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    TransactionDep,
)
from api.http.openapi.responses import (
    MERGED,
    WITHDRAWN,
    created_as,
    page_of,
    record_of,
)
from api.http.polls import polled
from api.http.responses import (
    respond_created,
    respond_page,
    respond_record,
)
from api.http.strict_requests import StrictRoute
from api.routes.lifecycle import Lifecycle, found_or_withdrawn
from api.schemas.dates import given
from api.schemas.merges import MergeIn
from api.schemas.source_lists import SourceListParams, SourceParams
from api.schemas.sources import (
    SourceChanged,
    SourceCreated,
    SourceIn,
    SourceOut,
    SourcePage,
    SourcePatch,
)
from api.schemas.specs import source_spec
from api.schemas.types import Id
from api.schemas.versions import RevertIn
from api.serializers.changes import written_with
from api.serializers.facets import facets_body
from api.serializers.sources import source_record, source_row
from api.serializers.values import Json
from db.commands.sources import (
    merge_source,
    register_source,
    restore_source,
    revert_source,
    revise_source,
    similar_sources,
    unmerge_source,
    withdraw_source,
)
from db.engine.session import Write
from db.history.versions import read_source_version
from db.queries.sources import ORDERS
from db.reads import sources
from db.reads.facets import read_source_facets
from db.reads.sources import SourceDetail
from db.reads.within import read_within
from db.values.versions import ReadVersion

router = APIRouter(prefix="/sources", tags=["sources"], route_class=StrictRoute)


def _stored(write: Write, source_id: int) -> SourceDetail:
    """Return a source as the transaction has stored it, even if it is now merged."""
    return read_within(write, sources.read_source, source_id, merged=True)


def _similar(write: Write, source_id: int) -> Json:
    return {"similar": similar_sources(write, source_id)}


LIFECYCLE = Lifecycle(
    router,
    SourceOut,
    _stored,
    source_record,
    changed=SourceChanged,
    more=_similar,
)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(SourceCreated)
)
async def create_source(transaction: TransactionDep, source: SourceIn) -> Response:
    """Register a source.

    It is new even if other sources have nearly the same name: `similar` lists these. An
    organisation with which it is affiliated is given by id or by a description, which
    matches a source or creates one.
    """

    def command(write: Write) -> tuple[SourceDetail, Json]:
        made = register_source(write, source_spec(source))
        others = written_with(write, made.id, "source")
        others |= _similar(write, made.id)
        return _stored(write, made.id), others

    def respond(stored: tuple[SourceDetail, Json]) -> Response:
        detail, others = stored
        path = f"sources/{detail.row.id}"
        return respond_created(path, source_record(detail), made=others)

    return await transaction(command, respond)


@router.get("", responses=page_of(SourcePage))
@polled
async def read_sources(
    request: Request,
    reading: ReadingDep,
    params: Annotated[SourceListParams, Query()],
) -> Response:
    """List sources, the latest recorded first."""
    query = page_query(request, params, ORDERS)
    values, more = params.filters(), {}
    page = await sources.list_sources_page(reading, query, values)
    if params.facets:
        facets = await read_source_facets(
            reading, values, params.facets, withdrawn=params.withdrawn
        )
        more["facets"] = facets_body(facets)
    rows = [source_row(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields, more=more)


@router.get("/{source_id}", responses=record_of(SourceOut) | WITHDRAWN | MERGED)
async def read_source(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[SourceParams, Query()],
) -> Response:
    """Return one source with its names, identifiers and affiliations."""
    record = reading.record(params)
    source = await (
        read_source_version(reading, source_id, params.version)
        if params.version
        else found_or_withdrawn(
            record.source(source_id, withdrawn=params.withdrawn),
            reading,
            resource="source",
            key=source_id,
            as_of=params.as_of,
        )
    )
    return respond_record(request, source_record(source), fields=params.fields)


@LIFECYCLE.updates
def update_source(
    write: Write,
    source_id: int,
    version: ReadVersion,
    patch: SourcePatch,
) -> None:
    """Change the sent fields of a source.

    Its new name may be that of other sources, exactly or nearly: `similar` lists these.
    `If-Match` is the `ETag` of the source.
    """
    revise_source(write, source_id, version=version, **given(patch))


@LIFECYCLE.reverts
def revert_source_to_version(
    write: Write, source_id: int, version: ReadVersion, revert: RevertIn
) -> None:
    """Write the content of an earlier version of a source as a new version.

    The content is its fields, names, identifiers and affiliations. Its visibility and
    its ratings stay unchanged. A version that was redacted, or that refers to withdrawn
    records, is refused.
    """
    revert_source(write, source_id, version=version, to=revert.version)


@LIFECYCLE.withdraws
def delete_source(write: Write, source_id: int, version: ReadVersion) -> None:
    """Withdraw a source that no live claim or article uses.

    Nothing is deleted: `/sources/{source_id}/restore` restores it.
    """
    withdraw_source(write, source_id, version=version)


@LIFECYCLE.restores
def restore_withdrawn_source(
    write: Write, source_id: int, version: ReadVersion
) -> None:
    """Restore a withdrawn source with its identifiers."""
    restore_source(write, source_id, version=version)


@LIFECYCLE.merges
def merge_two_sources(
    write: Write,
    source_id: int,
    version: ReadVersion,
    merge: MergeIn,
) -> None:
    """Merge a source into another one, the survivor.

    The claims of both then belong to the survivor, and the URL of the source responds
    308. Two sources of one kind can be merged, an organisation with a group, or two
    unnamed sources of one article. They cannot be merged if one is affiliated with the
    other, if one chain contains both, or if they are judged to be different.
    """
    merge_source(write, source_id, into_id=merge.merged_into_id, version=version)


@LIFECYCLE.unmerges
def unmerge_merged_source(write: Write, source_id: int, version: ReadVersion) -> None:
    """Undo the merge of a source.

    The claims that were printed under its name belong to it again.
    """
    unmerge_source(write, source_id, version=version)
