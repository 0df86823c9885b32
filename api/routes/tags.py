"""Endpoints of ``/tags``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    TransactionDep,
)
from api.http.openapi.responses import (
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
from api.schemas.tags import TagIn, TagListParams, TagOut, TagPage, TagParams, TagPatch
from api.schemas.types import Id
from api.schemas.versions import RevertIn
from api.serializers.tags import tag_record
from db.commands.tags import make_tag, restore_tag, revert_tag, revise_tag, withdraw_tag
from db.engine.session import Write
from db.history.versions import read_tag_version
from db.queries.tags import ORDERS, TagRow
from db.reads import tags
from db.reads.within import read_within
from db.values.versions import ReadVersion

router = APIRouter(prefix="/tags", tags=["tags"], route_class=StrictRoute)


def _stored(write: Write, tag_id: int) -> TagRow:
    """Return a tag as the transaction has stored it."""
    return read_within(write, tags.read_tag, tag_id)


LIFECYCLE = Lifecycle(router, TagOut, _stored, tag_record)


@router.post("", status_code=201, dependencies=[JsonBody], responses=created_as(TagOut))
async def create_tag(transaction: TransactionDep, tag: TagIn) -> Response:
    """Create a tag. A tag in a new claim is created with the claim."""

    def command(write: Write) -> TagRow:
        return _stored(write, make_tag(write, **given(tag)).id)

    def respond(stored: TagRow) -> Response:
        return respond_created(f"tags/{stored.id}", tag_record(stored))

    return await transaction(command, respond)


@router.get("", responses=page_of(TagPage))
@polled
async def read_tags(
    request: Request,
    reading: ReadingDep,
    params: Annotated[TagListParams, Query()],
) -> Response:
    """List tags by name."""
    page = await tags.list_tags_page(reading, page_query(request, params, ORDERS))
    rows = [tag_record(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields)


@router.get("/{tag_id}", responses=record_of(TagOut) | WITHDRAWN)
async def read_tag(
    request: Request,
    reading: ReadingDep,
    tag_id: Id,
    params: Annotated[TagParams, Query()],
) -> Response:
    """Return one tag."""
    row = await (
        read_tag_version(reading, tag_id, params.version)
        if params.version
        else found_or_withdrawn(
            tags.read_tag(reading, tag_id, withdrawn=params.withdrawn),
            reading,
            resource="tag",
            key=tag_id,
        )
    )
    return respond_record(request, tag_record(row), fields=params.fields)


@LIFECYCLE.updates
def update_tag(
    write: Write,
    tag_id: int,
    version: ReadVersion,
    patch: TagPatch,
) -> None:
    """Change the sent fields of a tag. `If-Match` is the `ETag` of the tag."""
    revise_tag(write, tag_id, version=version, **given(patch))


@LIFECYCLE.reverts
def revert_tag_to_version(
    write: Write, tag_id: int, version: ReadVersion, revert: RevertIn
) -> None:
    """Write the content of an earlier version of a tag as a new version.

    Its visibility stays unchanged. A version that was redacted, or that refers to
    withdrawn records, is refused.
    """
    revert_tag(write, tag_id, version=version, to=revert.version)


@LIFECYCLE.withdraws
def delete_tag(write: Write, tag_id: int, version: ReadVersion) -> None:
    """Withdraw a tag that no live claim has.

    Nothing is deleted: `/tags/{tag_id}/restore` restores it.
    """
    withdraw_tag(write, tag_id, version=version)


@LIFECYCLE.restores
def restore_withdrawn_tag(write: Write, tag_id: int, version: ReadVersion) -> None:
    """Restore a withdrawn tag."""
    restore_tag(write, tag_id, version=version)
