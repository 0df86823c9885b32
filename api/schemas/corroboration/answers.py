"""How many sources and articles support a fact or contradict it."""

from pydantic import Field

from api.schemas.claims.hidden import DRAFTS_ON_FACT, Hidden
from api.schemas.closed_lists import Caution, Fold, Side, StanceValue
from api.schemas.columns import AsOfInstant, NextCursor
from api.schemas.corroboration.explanations import Explanation
from api.schemas.refs import FactRef
from api.schemas.retractions import RetractedOut
from api.schemas.types import Answer, Id


class Split(Answer):
    """How many distinct ones there are."""

    total: int = Field(description="How many there are.")
    named: int = Field(description="How many of them have a name.")
    unnamed: int = Field(description="How many of them have no name.")
    unresolved: int = Field(
        description="How many of them are neither: it is not known who they are."
    )


class ClaimSplit(Split):
    """How many claims there are."""

    unattributed: int = Field(
        description="Claims attributed to nobody: they are neither named nor unnamed."
    )


class SideOut(Answer):
    """One side of a fact. Distinct sources are not necessarily independent."""

    side: Side
    stances: dict[StanceValue, int] = Field(
        description="The number of claims with each stance of this side."
    )
    articles: Split = Field(description="Distinct articles.")
    claims: ClaimSplit = Field(description="Claims.")
    voices: Split = Field(
        description="Distinct sources at position 1, nearest the outlet."
    )
    origins: Split = Field(
        description="Distinct sources at the last position, where the claims began. "
        "`total` also counts `named_origins_via_unnamed`."
    )
    named_origins_via_unnamed: int = Field(
        description="Origins with a name to which only chains with an unnamed source "
        "lead."
    )
    warnings: list[Caution] = Field(
        description="What to bear in mind about these numbers."
    )
    retracted: list[RetractedOut] = Field(
        description="What sources took back of their claims on this side: it does not "
        "count. Of a joint claim that only some took back, the part of the others does."
    )
    in_retracted_articles: list[Id] = Field(
        description="The ids of claims on this side whose articles are retracted: they "
        "do not count."
    )
    explain: Explanation | None = Field(
        description="What was counted and why, as far as it is on this page; only with "
        "`explain=true`."
    )


class CorroborationOut(Answer):
    """How many distinct articles, voices and origins stand on each side of a fact."""

    fact_id: Id = Field(description="The id of the fact.")
    fact: FactRef = Field(description="The fact.")
    as_of: AsOfInstant
    fold: list[Fold] = Field(description="The rules of folding that were applied.")
    sides: list[SideOut] = Field(description="The four sides of the fact.")
    next_cursor: NextCursor
    hidden: Hidden = Field(description=DRAFTS_ON_FACT)
