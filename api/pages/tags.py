"""Pages of tags: the list, and one tag with its claims."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep, TransactionDep
from api.pages.forms import OwnFormDep, see, value_of
from api.pages.listed_claims import PARTS, listed
from api.pages.live_records import telling_withdrawn
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.rendering import as_sent, respond_html
from api.pages.writing import read_version, with_reason
from api.schemas.claim_lists import SHOWN
from api.schemas.dates import given
from api.schemas.tags import TagListParams, TagPatch
from api.schemas.types import Id
from api.serializers.tags import tag_record
from db.commands.tags import revise_tag
from db.engine.session import Write
from db.queries.tags import ORDERS
from db.reads import claims, tags
from db.reads.pages import PageQuery
from db.values.names import match_key

LATEST = PageQuery(limit=20, sort="-dated")

router = APIRouter(prefix="/tags", route_class=PageRoute, include_in_schema=False)


class TagsParams(TagListParams):
    """Query parameters of the page of tags."""

    limit: int = Field(50, ge=1, le=50, description="How many tags a page has.")


@router.get("")
async def show_tags(
    request: Request, reading: ReadingDep, params: Annotated[TagsParams, Query()]
) -> Response:
    """Show a page of tags by name, with their numbers of claims."""
    page = await tags.list_tags_page(reading, page_query(request, params, ORDERS))
    counts = await tags.count_tagged_claims(reading, [row.id for row in page.rows])
    _, link = next_page(request, page.next_key)
    return respond_html(
        request,
        "tags.html",
        tags=as_sent([tag_record(row) for row in page.rows]),
        counts=counts,
        next_link=link,
    )


@router.get("/{tag_id}")
async def show_tag(request: Request, reading: ReadingDep, tag_id: Id) -> Response:
    """Show a tag with its latest claims, and their facts."""
    async with telling_withdrawn(reading, "tag", tag_id):
        tag = await tags.read_tag(reading, tag_id)
    counts = await tags.count_tagged_claims(reading, [tag_id])
    values = {"tag": [match_key(tag.name)], "review": SHOWN}
    found = listed(await claims.list_claims_page(reading, LATEST, values, parts=PARTS))
    stances = [one for claim in found for one in claim["stances"]]
    return respond_html(
        request,
        "tag.html",
        tag=as_sent(tag_record(tag)),
        count=counts[tag_id],
        claims=found,
        facts=list({one["fact"]["id"]: one["fact"] for one in stances}.values()),
    )


@router.post("/{tag_id}/rename")
async def rename_tag(
    tag_id: Id, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Rename a tag, as ``PATCH`` does."""
    patch = parsed(TagPatch, {"name": value_of(form, "name")})
    version = read_version(form)

    def command(write: Write) -> None:
        revise_tag(write, tag_id, version=version, **given(patch))

    seen = see(f"/tags/{tag_id}")
    return await with_reason(transaction, form)(command, lambda _: seen)
