"""Withdraws and restores claims, facts and tags by forms."""

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Response

from api.http.dependencies import TransactionDep
from api.pages.addresses import own_address
from api.pages.forms import OwnFormDep, see, value_of
from api.pages.page_route import PageRoute
from api.pages.writing import for_reason, read_version, with_reason
from api.schemas.types import Id
from db.commands.claims import restore_claim, withdraw_claim
from db.commands.facts import restore_fact, withdraw_fact
from db.commands.tags import restore_tag, withdraw_tag
from db.engine.session import Write

Resource = Literal["claims", "facts", "tags"]
Change = Callable[..., object]
WITHDRAW: dict[Resource, Change] = {
    "claims": withdraw_claim,
    "facts": withdraw_fact,
    "tags": withdraw_tag,
}
RESTORE: dict[Resource, Change] = {
    "claims": restore_claim,
    "facts": restore_fact,
    "tags": restore_tag,
}

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.post("/{resource}/{record_id}/withdraw")
async def withdraw_record(
    resource: Resource, record_id: Id, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Withdraw a record, as ``DELETE`` does."""
    version, back = read_version(form), own_address(value_of(form, "back"))

    def command(write: Write) -> None:
        WITHDRAW[resource](write, record_id, version=version)

    return await with_reason(transaction, form)(command, lambda _: see(back))


@router.post("/{resource}/{record_id}/restore")
async def restore_record(
    resource: Resource, record_id: Id, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Restore a withdrawn record, as ``POST …/restore`` does."""
    version = read_version(form)

    def command(write: Write) -> None:
        RESTORE[resource](write, record_id, version=version)

    back = see(f"/{resource}/{record_id}")
    return await for_reason(transaction, form)(command, lambda _: back)
