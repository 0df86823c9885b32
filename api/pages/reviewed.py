"""What a form has just done to claims, which the page that follows can take back."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field

from api.pages.addresses import own_address
from api.schemas.claims import ReviewIn, TagName
from api.schemas.closed_lists import Review
from api.schemas.types import Id


class Reviewed(BaseModel):
    """Query parameters of a page that follows what was done to claims."""

    model_config = ConfigDict(extra="forbid")

    done: Annotated[list[Id], Field(max_length=1000)] = Field(
        [], description="The claims that were changed."
    )
    recorded: Id | None = Field(None, description="The claim that was recorded.")
    was: Review | None = Field(None, description="The review that they got.")
    tagged: TagName | None = Field(None, description="The tag that they got.")
    untagged: TagName | None = Field(None, description="The tag that they lost.")


OF_PAGE = {"cursor", *Reviewed.model_fields}  # which follows something else


def reviewed_at(back: str, review: ReviewIn) -> str:
    """Return the address of the page that tells what was reviewed.

    What was taken back is told by nothing: it is a draft again.
    """
    is_told = review.review != "draft"
    return told_at(back, review.ids if is_told else (), {"was": review.review})


def told_at(back: str, claim_ids: Sequence[int], done: Mapping[str, str]) -> str:
    """Return the address of the page that tells what was done to claims, if any."""
    address = urlsplit(own_address(back))
    given = [one for one in parse_qsl(address.query) if one[0] not in OF_PAGE]
    if claim_ids:
        given += [*(("done", str(one)) for one in claim_ids), *done.items()]
    return urlunsplit(address._replace(query=urlencode(given)))
