"""What a form has just reviewed, which the page that follows can take back."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field

from api.pages.addresses import own_address
from api.schemas.claims import ReviewIn
from api.schemas.closed_lists import Review
from api.schemas.types import Id


class Reviewed(BaseModel):
    """Query parameters of a page that follows a review."""

    model_config = ConfigDict(extra="forbid")

    done: Annotated[list[Id], Field(max_length=1000)] = Field(
        [], description="The claims whose review was set."
    )
    recorded: Id | None = Field(None, description="The claim that was recorded.")
    was: Review | None = Field(None, description="The review that they got.")


OF_PAGE = {"cursor", *Reviewed.model_fields}  # which follows a review no more


def reviewed_at(back: str, review: ReviewIn) -> str:
    """Return the address of the page that tells what was reviewed.

    What was taken back is told by nothing: it is a draft again.
    """
    address = urlsplit(own_address(back))
    given = [one for one in parse_qsl(address.query) if one[0] not in OF_PAGE]
    if review.review != "draft":
        done = [("done", str(claim_id)) for claim_id in review.ids]
        given += [*done, ("was", review.review)]
    return urlunsplit(address._replace(query=urlencode(given)))
