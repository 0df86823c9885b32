"""Wire format of what claims do to each other."""

from pydantic import Field

from api.schemas.lists import PageParams
from api.schemas.refs import ClaimRef
from api.schemas.types import Answer, Body, Id
from db.models.claim_link import LinkKind


class LinkIn(Body):
    """What a claim does to another one."""

    other_id: Id = Field(description="The claim that is repeated, denied, answered …")
    kind: LinkKind


class LinkOut(Answer):
    """What ``claim`` does to ``other``."""

    id: Id
    claim_id: Id
    claim: ClaimRef
    other_id: Id
    other: ClaimRef
    kind: LinkKind


class LinkPage(Answer):
    """One page of links; ``next_cursor`` is null on the last."""

    data: list[LinkOut]
    next_cursor: str | None


class LinkListParams(PageParams):
    """Query parameters of the links of a claim."""

    shown = LinkOut
