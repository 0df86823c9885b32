"""Endpoints of ``/tags``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    ReasonedDep,
    TransactionDep,
    VersionDep,
)
from api.http.openapi.responses import (
    GONE,
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
from api.reading import Listing, Single
from api.schemas.dates import given
from api.schemas.tags import TagIn, TagListParams, TagOut, TagPage, TagParams, TagPatch
from api.schemas.types import Id
from api.serializers.tags import tag_record
from db.commands.tags import make_tag, restore_tag, revise_tag, withdraw_tag
from db.engine.session import Write
from db.queries.tags import ORDERS, count_tags, get_tag, list_tags

router = APIRouter(prefix="/tags", tags=["tags"], route_class=StrictRoute)
TAGS = Listing(list_tags, count_tags, ORDERS)
TAG = Single("tag", get_tag, (), tag_record)


@router.post("", status_code=201, dependencies=[JsonBody], responses=created_as(TagOut))
async def create_tag(transaction: TransactionDep, tag: TagIn) -> Response:
    """Create a tag. A tag that a claim names is created with the claim."""

    def work(write: Write) -> Response:
        made = make_tag(write, **given(tag))
        return respond_created(f"tags/{made.id}", TAG.written(write, made.id))

    return await transaction(work)


@router.get("", responses=page_of(TagPage))
async def read_tags(
    reading: ReadingDep,
    params: Annotated[TagListParams, Query()],
) -> Response:
    """List tags, by name."""
    page = await TAGS.page(reading, params, sort=params.sort, values={})
    return page.answer(reading, [tag_record(row) for row in page.rows], params)


@router.get("/{tag_id}", responses=record_of(TagOut))
async def read_tag(
    reading: ReadingDep,
    tag_id: Id,
    params: Annotated[TagParams, Query()],
) -> Response:
    """Return one tag."""
    body = await TAG.read(reading, tag_id, withdrawn=params.withdrawn)
    return respond_record(reading.request, body, fields=params.fields)


@router.patch("/{tag_id}", dependencies=[JsonBody], responses=changed_as(TagOut))
async def update_tag(
    transaction: TransactionDep,
    tag_id: Id,
    version: VersionDep,
    patch: TagPatch,
) -> Response:
    """Change the fields of a tag that are sent. `If-Match` is the `ETag` of the tag."""

    def work(write: Write) -> Response:
        revise_tag(write, tag_id, version=version, **given(patch))
        return respond_updated(TAG.written(write, tag_id))

    return await transaction(work)


@router.delete("/{tag_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_tag(
    transaction: TransactionDep, tag_id: Id, version: VersionDep
) -> Response:
    """Withdraw a tag that no live claim has.

    Nothing is deleted: `/tags/{tag_id}/restore` brings it back.
    """

    def work(write: Write) -> Response:
        withdraw_tag(write, tag_id, version=version)
        return respond_no_content()

    return await transaction(work)


@router.post("/{tag_id}/restore", responses=restored_as(TagOut))
async def restore_withdrawn_tag(
    transaction: ReasonedDep, tag_id: Id, version: VersionDep
) -> Response:
    """Restore a withdrawn tag."""

    def work(write: Write) -> Response:
        restore_tag(write, tag_id, version=version)
        return respond_updated(TAG.written(write, tag_id))

    return await transaction(work)
