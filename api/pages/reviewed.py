"""The last action of a form on claims, which the next page can undo."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field

from api.pages.addresses import own_address
from api.schemas.claims import ReviewIn, TagName
from api.schemas.closed_lists import Review
from api.schemas.types import Id


class Reviewed(BaseModel):
    """Query parameters of a page after an action on claims."""

    model_config = ConfigDict(extra="forbid")

    done: Annotated[list[Id], Field(max_length=1000)] = Field(
        [], description="The claims that were changed."
    )
    recorded: Id | None = Field(None, description="The claim that was recorded.")
    was: Review | None = Field(None, description="Their new review state.")
    tagged: TagName | None = Field(None, description="The added tag.")
    untagged: TagName | None = Field(None, description="The removed tag.")


OF_PAGE = {"cursor", *Reviewed.model_fields}  # not filters, but the state of the page


def reviewed_at(back: str, review: ReviewIn) -> str:
    """Return the URL of the page that reports a review.

    An undone review is not reported: the claim is a draft again.
    """
    is_told = review.review != "draft"
    return told_at(back, review.ids if is_told else (), {"was": review.review})


def told_at(back: str, claim_ids: Sequence[int], done: Mapping[str, str]) -> str:
    """Return the URL of the page that reports an action on claims, if there was one."""
    address = urlsplit(own_address(back))
    given = [one for one in parse_qsl(address.query) if one[0] not in OF_PAGE]
    if claim_ids:
        given += [*(("done", str(one)) for one in claim_ids), *done.items()]
    return urlunsplit(address._replace(query=urlencode(given)))
