"""Saved views: lists under a name, which the API calls filters."""

from functools import partial

from fastapi import APIRouter, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ForAnalysts, ReadingDep, TransactionDep
from api.http.lists_by_query import check_list, refusal_of
from api.pages.forms import OwnFormDep, see, value_of
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.rendering import as_sent, respond_html
from api.pages.writing import read_version
from api.schemas.saved_filters import FilterIn, FilterListParams
from api.schemas.types import Id
from api.serializers.saved_filters import filter_record
from db.commands.saved_filters import remove_filter, save_filter
from db.engine.session import Write
from db.models import SavedFilter
from db.queries.saved_filters import OLDEST_SAVED
from db.reads.saved_filters import list_saved_filters_page

MOST = FilterListParams(limit=200)  # views that the page shows

router = APIRouter(prefix="/views", route_class=PageRoute, include_in_schema=False)


@router.get("", dependencies=[ForAnalysts])
async def show_views(request: Request, reading: ReadingDep) -> Response:
    """Show the views of the analyst and the shared ones."""
    query = page_query(request, MOST, OLDEST_SAVED)
    owner = reading.caller.analyst_id
    page = await list_saved_filters_page(reading, query, owner_id=owner)
    views = as_sent([filter_record(row) for row in page.rows])
    return respond_html(request, "views.html", views=views, owner=owner)


@router.post("")
async def save_view(
    request: Request, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Save a list with its filters, as ``POST /filters`` does."""
    fields = {name: value_of(form, name) for name in ("name", "kind", "query")}
    view = parsed(FilterIn, {**fields, "shared": "shared" in form})
    refusal = await refusal_of(check_list(request, f"/{view.kind}s", view.query))
    columns = view.model_dump(exclude={"shared"}) | {"is_shared": view.shared}

    def command(write: Write) -> SavedFilter:
        if refusal:
            raise refusal
        return save_filter(write, columns)

    return await transaction(command, lambda _: see("/views"))


@router.post("/{filter_id}/remove")
async def remove_view(
    filter_id: Id, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Remove a view, as ``DELETE /filters/{filter_id}`` does."""
    command = partial(remove_filter, filter_id=filter_id, version=read_version(form))
    return await transaction(command, lambda _: see("/views"))
