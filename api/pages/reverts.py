"""Reverts records to an earlier version."""

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Response

from api.http.dependencies import TransactionDep
from api.pages.forms import OwnFormDep, see, value_of
from api.pages.page_route import PageRoute
from api.pages.parsing import number, parsed
from api.pages.writing import for_reason, read_version
from api.schemas.types import Id
from api.schemas.versions import RevertIn
from db.commands.articles import revert_article
from db.commands.claims import revert_claim
from db.commands.facts import revert_fact
from db.commands.sources import revert_source
from db.commands.tags import revert_tag
from db.engine.session import Write

Resource = Literal["articles", "claims", "facts", "sources", "tags"]
REVERT: dict[Resource, Callable[..., object]] = {
    "articles": revert_article,
    "claims": revert_claim,
    "facts": revert_fact,
    "sources": revert_source,
    "tags": revert_tag,
}

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/{resource}/{record_id}/revert")
async def revert_record(
    resource: Resource, record_id: Id, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Write an earlier version as a new one, as ``POST …/revert`` does."""
    to = parsed(RevertIn, {"version": number(value_of(form, "to"))}).version
    version = read_version(form)

    def command(write: Write) -> None:
        REVERT[resource](write, record_id, version=version, to=to)

    seen = see(f"/{resource}/{record_id}/history")
    return await for_reason(transaction, form)(command, lambda _: seen)
