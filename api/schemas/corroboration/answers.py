"""Schemas of corroboration."""

from pydantic import Field

from api.schemas.claims.hidden import DRAFTS_ON_FACT, Hidden
from api.schemas.closed_lists import Caution, Fold, Side, StanceValue
from api.schemas.columns import AsOfInstant, NextCursor
from api.schemas.corroboration.explanations import Explanation
from api.schemas.refs import FactRef
from api.schemas.retractions import RetractedOut
from api.schemas.types import Answer, Id


class Split(Answer):
    """The number of distinct articles or sources."""

    total: int = Field(description="How many there are.")
    named: int = Field(description="How many of them have a name.")
    unnamed: int = Field(description="How many of them have no name.")
    unresolved: int = Field(description="How many of them have an unknown identity.")


class ClaimSplit(Split):
    """The number of claims."""

    unattributed: int = Field(
        description="Claims without a source: they are neither named nor unnamed."
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
        description="Distinct sources at position 1, nearest to the outlet."
    )
    origins: Split = Field(
        description="Distinct sources at the last position, the origins of the claims. "
        "`total` also counts `named_origins_via_unnamed`."
    )
    named_origins_via_unnamed: int = Field(
        description="Origins with a name that occur only in chains with an unnamed "
        "source."
    )
    warnings: list[Caution] = Field(description="Warnings about these numbers.")
    retracted: list[RetractedOut] = Field(
        description="Claims on this side that their sources retracted: they do not "
        "count. If only some sources of a joint claim took it back, the others' part "
        "counts."
    )
    in_retracted_articles: list[Id] = Field(
        description="The ids of claims on this side whose articles are retracted: they "
        "do not count."
    )
    explain: Explanation | None = Field(
        description="The part of the explanation that is on this page; only with "
        "`explain=true`."
    )


class CorroborationOut(Answer):
    """The numbers of distinct articles, voices and origins on each side of a fact."""

    fact_id: Id = Field(description="The id of the fact.")
    fact: FactRef = Field(description="The fact.")
    as_of: AsOfInstant
    fold: list[Fold] = Field(description="The rules of folding that were applied.")
    sides: list[SideOut] = Field(description="The four sides of the fact.")
    next_cursor: NextCursor
    hidden: Hidden = Field(description=DRAFTS_ON_FACT)
