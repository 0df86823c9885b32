"""Wire format of what stands on each side of a fact."""

from typing import Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from api.schemas.as_of import RecordAsOf
from api.schemas.closed_lists import (
    Caution,
    Flag,
    Fold,
    FoldFilter,
    Side,
    StanceValue,
)
from api.schemas.columns import AsOfInstant
from api.schemas.refs import ArticleRef, FactRef, SourceRef
from api.schemas.retractions import RetractedOut
from api.schemas.types import Answer, Id, split
from db.derived.deduplication import FOLDS


class CorroborationParams(RecordAsOf):
    """Query parameters of what stands on each side of a fact."""

    model_config = ConfigDict(extra="forbid")

    fold: Annotated[list[FoldFilter], BeforeValidator(split)] = Field(
        list(FOLDS),
        max_length=len(FOLDS),
        description="Which rules count several articles or sources as one.",
        examples=[["reprint"]],
    )
    explain: Flag = Field(
        "false",
        description="Whether to list what was counted, what was folded, and why.",
        examples=["true"],
    )

    @model_validator(mode="after")
    def _folds_or_does_not(self) -> Self:
        if "none" in self.fold and set(self.fold) != {"none"}:
            message = "fold must not have other values beside none."
            raise ValueError(message)
        return self

    @property
    def folds(self) -> list[Fold]:
        """Return the rules of folding to apply, in their order."""
        return [fold for fold in FOLDS if fold in self.fold]


CLAIM_IDS = "The ids of its claims on this side."


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


class ArticleCounted(Answer):
    """An article that counts as one, with its claims on this side."""

    article_id: Id = Field(description="The id of the article.")
    article: ArticleRef = Field(description="The article.")
    named: bool = Field(description="Whether one of its claims has only named sources.")
    claim_ids: list[Id] = Field(description=CLAIM_IDS)


class ArticleFolded(Answer):
    """An article that counts as another one, with its claims on this side."""

    article_id: Id = Field(description="The id of the article.")
    article: ArticleRef = Field(description="The article.")
    into_id: Id = Field(description="The id of the article that it counts as.")
    into: ArticleRef = Field(description="The article that it counts as.")
    reason: Fold
    claim_ids: list[Id] = Field(description=CLAIM_IDS)


class ArticlesExplained(Answer):
    """Every article with a claim on this side, once."""

    counted: list[ArticleCounted] = Field(description="Articles that count.")
    folded: list[ArticleFolded] = Field(
        description="Articles that count as another one."
    )


class SourceCounted(Answer):
    """A source that counts as one."""

    source_id: Id = Field(description="The id of the source.")
    source: SourceRef = Field(description="The source.")
    named: bool = Field(description="Whether it counts as named.")
    via_unnamed: bool = Field(
        description="Whether it has a name, but every chain that leads to it has an "
        "unnamed source."
    )
    claim_ids: list[Id] = Field(description=CLAIM_IDS)


class SourceFolded(Answer):
    """A source that counts as another one in these claims."""

    source_id: Id = Field(description="The id of the source.")
    source: SourceRef = Field(description="The source.")
    into_id: Id = Field(description="The id of the source that it counts as.")
    into: SourceRef = Field(description="The source that it counts as.")
    reason: Fold
    claim_ids: list[Id] = Field(description=CLAIM_IDS)


class SourcesExplained(Answer):
    """Every source in every claim on this side, once."""

    counted: list[SourceCounted] = Field(description="Sources that count.")
    folded: list[SourceFolded] = Field(description="Sources that count as another one.")


class Explanation(Answer):
    """What was counted on one side of a fact, what was folded, and why."""

    articles: ArticlesExplained = Field(description="The articles.")
    voices: SourcesExplained = Field(
        description="The sources at position 1, nearest the outlet."
    )
    origins: SourcesExplained = Field(
        description="The sources at the last position, where the claims began."
    )
    unattributed: list[Id] = Field(
        description="The ids of claims attributed to nobody."
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
        description="What was counted and why; only with `explain=true`."
    )


class CorroborationOut(Answer):
    """How many distinct articles, voices and origins stand on each side of a fact."""

    fact_id: Id = Field(description="The id of the fact.")
    fact: FactRef = Field(description="The fact.")
    as_of: AsOfInstant
    fold: list[Fold] = Field(description="The rules of folding that were applied.")
    sides: list[SideOut] = Field(description="The four sides of the fact.")
