"""Wire format of what claims do to each other."""

from pydantic import Field

from api.schemas.closed_lists import LinkKind
from api.schemas.columns import NextCursor, RecordId
from api.schemas.lists import PageParams
from api.schemas.refs import ClaimRef
from api.schemas.types import Answer, Body, Id


class LinkIn(Body):
    """What a claim does to another claim."""

    other_id: Id = Field(
        description="The id of the other claim: the one that is repeated, denied, "
        "answered …",
        examples=[2],
    )
    kind: LinkKind


class LinkOut(Answer):
    """What `claim` does to `other`."""

    id: RecordId
    claim_id: Id = Field(description="The id of the claim that the link starts from.")
    claim: ClaimRef = Field(description="The claim that the link starts from.")
    other_id: Id = Field(description="The id of the claim that the link leads to.")
    other: ClaimRef = Field(description="The claim that the link leads to.")
    kind: LinkKind


class LinkPage(Answer):
    """One page of links."""

    data: list[LinkOut] = Field(description="The links of this page.")
    next_cursor: NextCursor


class LinkListParams(PageParams):
    """Query parameters of the links of a claim."""

    shown = LinkOut
