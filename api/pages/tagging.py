"""Adds a tag to the chosen claims of a list, or removes it."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.http.dependencies import TransactionDep
from api.pages.forms import OwnFormDep, numbers_of, see, value_of
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.reviewed import told_at
from api.schemas.claims import TagName
from api.schemas.types import Id
from db.commands.claims import tag_claims

BACK = "/claims"

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class TaggingIn(BaseModel):
    """Claims, and the change of their tags."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    tag: TagName
    change: Literal["tagged", "untagged"]


@router.post("/claims/tags")
async def tag_many_claims(form: OwnFormDep, transaction: TransactionDep) -> Response:
    """Add a tag to the claims in a form, or remove it: from all of them, or none."""
    body = {name: value_of(form, name) for name in ("tag", "change")}
    sent = parsed(TaggingIn, {**body, "ids": numbers_of(form, "id")})
    add = sent.change == "tagged"
    command = partial(tag_claims, claim_ids=sent.ids, name=sent.tag, add=add)
    back = value_of(form, "back") or BACK

    def respond(changed: list[int]) -> Response:
        return see(told_at(back, changed, {sent.change: sent.tag}))

    return await transaction(command, respond)
