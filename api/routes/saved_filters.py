"""Endpoints of ``/filters``: lists that analysts save under a name."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    ForAnalysts,
    JsonBody,
    ReadingDep,
    TransactionDep,
    VersionDep,
)
from api.http.lists_by_query import check_list, refusal_of, respond_list
from api.http.openapi.responses import (
    GONE,
    changed_as,
    created_as,
    page_of,
    problems,
)
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_page,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.schemas.articles import ArticlePage
from api.schemas.claims import ClaimPage, FlatClaimPage
from api.schemas.facts import FactPage
from api.schemas.saved_filters import (
    FilteredParams,
    FilterIn,
    FilterListParams,
    FilterOut,
    FilterPage,
    FilterPatch,
)
from api.schemas.sources import SourcePage
from api.schemas.types import Id
from api.serializers.saved_filters import filter_record
from db.commands.saved_filters import change_filter, remove_filter, save_filter
from db.engine.session import Write
from db.queries.saved_filters import OLDEST_SAVED, SavedFilterRow
from db.reads import saved_filters
from db.reads.within import read_within

router = APIRouter(prefix="/filters", tags=["filters"], route_class=StrictRoute)
FORMS = (ClaimPage, FlatClaimPage, ArticlePage, SourcePage, FactPage)
LISTED = page_of(*FORMS) | problems(404)


def _stored(write: Write, filter_id: int) -> SavedFilterRow:
    owner = write.context.analyst_id
    return read_within(
        write, saved_filters.read_saved_filter, filter_id, owner_id=owner
    )


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sent values as columns."""
    return {("is_shared" if k == "shared" else k): v for k, v in values.items()}


@router.get("", dependencies=[ForAnalysts], responses=page_of(FilterPage))
async def read_filters(
    request: Request, reading: ReadingDep, params: Annotated[FilterListParams, Query()]
) -> Response:
    """List the filters of the analyst and the shared ones, the oldest first."""
    query, owner = page_query(request, params, OLDEST_SAVED), reading.caller.analyst_id
    page = await saved_filters.list_saved_filters_page(reading, query, owner_id=owner)
    rows = [filter_record(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields)


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    dependencies=[JsonBody],
    responses=created_as(FilterOut),
)
async def create_filter(
    request: Request, transaction: TransactionDep, saved: FilterIn
) -> Response:
    """Save a filter, unless its list would reject the query."""
    refusal = await refusal_of(check_list(request, f"/{saved.kind}s", saved.query))

    def command(write: Write) -> SavedFilterRow:
        if refusal:
            raise refusal
        values = _columns(saved.model_dump())
        return _stored(write, save_filter(write, values).id)

    def respond(stored: SavedFilterRow) -> Response:
        return respond_created(f"filters/{stored.id}", filter_record(stored))

    return await transaction(command, respond)


@router.get("/{filter_id}", dependencies=[ForAnalysts], responses=LISTED)
async def read_filtered_list(
    request: Request,
    reading: ReadingDep,
    filter_id: Id,
    params: Annotated[FilteredParams, Query()],
) -> Response:
    """Return the list of a filter, like the URL of the list.

    Its cursors belong to that list. `/filters` has the filter itself.
    """
    owner = reading.caller.analyst_id
    saved = await saved_filters.read_saved_filter(reading, filter_id, owner_id=owner)
    given = params.model_dump(exclude_none=True)
    return await respond_list(request, f"/{saved.kind}s", saved.query, **given)


@router.patch("/{filter_id}", dependencies=[JsonBody], responses=changed_as(FilterOut))
async def update_filter(
    request: Request,
    reading: ReadingDep,
    transaction: TransactionDep,
    filter_id: Id,
    version: VersionDep,
    patch: FilterPatch,
) -> Response:
    """Change the sent fields of a filter; only its owner may.

    Administrators may change a shared filter, too. `If-Match` is its `ETag` or, from
    the list, its `version`: `"v1"`.
    """
    values = patch.model_dump(exclude_unset=True)
    refusal = await refusal_of(_check(request, reading, filter_id, values))

    def command(write: Write) -> SavedFilterRow:
        if refusal:
            raise refusal
        columns = _columns(values)
        change_filter(write, filter_id, version=version, values=columns)
        return _stored(write, filter_id)

    def respond(stored: SavedFilterRow) -> Response:
        return respond_updated(filter_record(stored))

    return await transaction(command, respond)


async def _check(
    request: Request,
    reading: ReadingDep,
    filter_id: int,
    values: Mapping[str, Any],
) -> None:
    """Raise the error of the list of a changed filter, or ``NotFoundError``."""
    if values.keys().isdisjoint({"kind", "query"}):
        return
    owner = reading.caller.analyst_id
    saved = await saved_filters.read_saved_filter(reading, filter_id, owner_id=owner)
    kind, query = (values.get(k, getattr(saved, k)) for k in ("kind", "query"))
    await check_list(request, f"/{kind}s", query)


@router.delete("/{filter_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_filter(
    transaction: TransactionDep, filter_id: Id, version: VersionDep
) -> Response:
    """Delete a filter; only who may change it. `If-Match` is as for a change."""

    def command(write: Write) -> None:
        remove_filter(write, filter_id, version=version)

    return await transaction(command, respond_no_content)
