"""Wire format of links between claims."""

from pydantic import Field

from api.schemas.closed_lists import LinkKind
from api.schemas.columns import NextCursor, RecordId
from api.schemas.lists import PageParams
from api.schemas.refs import ClaimRef
from api.schemas.types import Answer, Body, Id


class LinkIn(Body):
    """A link to another claim."""

    other_id: Id = Field(
        description="The id of the other claim, which this claim repeats, denies, "
        "answers …",
        examples=[2],
    )
    kind: LinkKind


class LinkOut(Answer):
    """The relation of `claim` to `other`."""

    id: RecordId
    claim_id: Id = Field(description="The id of the claim from which the link starts.")
    claim: ClaimRef = Field(description="The claim from which the link starts.")
    other_id: Id = Field(description="The id of the claim to which the link leads.")
    other: ClaimRef = Field(description="The claim to which the link leads.")
    kind: LinkKind


class LinkPage(Answer):
    """One page of links."""

    data: list[LinkOut] = Field(description="The links of this page.")
    next_cursor: NextCursor


class LinkListParams(PageParams):
    """Query parameters of the links of a claim."""

    shown = LinkOut
