"""Wire format of what stands on each side of a fact."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from api.schemas.as_of import RecordAsOf
from api.schemas.lists import Flag
from api.schemas.refs import ArticleRef, FactRef, SourceRef
from api.schemas.types import Answer, Id, Instant, split
from db.derived.corroboration import Caution
from db.derived.deduplication import FOLDS, Fold
from db.derived.sides import Side
from db.models.stance import StanceValue


class CorroborationParams(RecordAsOf):
    """Query parameters of what stands on each side of a fact."""

    model_config = ConfigDict(extra="forbid")

    fold: Annotated[list[Literal[Fold, "none"]], BeforeValidator(split)] = Field(
        list(FOLDS),
        max_length=3,
        description="What counts as one: `reprint`: articles and their reprints; "
        "`member_of`: groups and their members; `group_in_article`: unnamed groups "
        "and unnamed people of the same organisation in one article; all of these if "
        "not given. `none`: only what is the same source.",
        examples=[["reprint"]],
    )
    explain: Flag = Field(
        "false",
        description="`true`: also what was counted, what was folded, and why.",
        examples=["true"],
    )

    @model_validator(mode="after")
    def _folds_or_does_not(self) -> Self:
        if "none" in self.fold and set(self.fold) != {"none"}:
            message = "fold=none goes with no other"
            raise ValueError(message)
        return self

    @property
    def folds(self) -> list[Fold]:
        """Return the rules of folding that are wanted, in their order."""
        return [fold for fold in FOLDS if fold in self.fold]


class Split(Answer):
    """How many distinct ones there are."""

    total: int
    named: int
    unnamed: int


class ClaimSplit(Split):
    """How many claims there are; those that are attributed to nobody are neither."""

    unattributed: int


class ArticleCounted(Answer):
    """An article that counts as one, with its claims on this side."""

    article_id: Id
    article: ArticleRef
    named: bool
    claim_ids: list[Id]


class ArticleFolded(Answer):
    """An article that counts as another one, with its claims on this side."""

    article_id: Id
    article: ArticleRef
    into_id: Id
    into: ArticleRef
    reason: Fold
    claim_ids: list[Id]


class ArticlesExplained(Answer):
    """Every article with a claim on this side, once."""

    counted: list[ArticleCounted]
    folded: list[ArticleFolded]


class SourceCounted(Answer):
    """A source that counts as one; `claim_ids` are those in which it stands itself.

    `via_unnamed`: it has a name, but somebody unnamed stands in every chain to it.
    """

    source_id: Id
    source: SourceRef
    named: bool
    via_unnamed: bool
    claim_ids: list[Id]


class SourceFolded(Answer):
    """A source that counts as another one in these claims."""

    source_id: Id
    source: SourceRef
    into_id: Id
    into: SourceRef
    reason: Fold
    claim_ids: list[Id]


class SourcesExplained(Answer):
    """Every source in every claim on this side, once."""

    counted: list[SourceCounted]
    folded: list[SourceFolded]


class Explanation(Answer):
    """What was counted on one side of a fact, what was folded, and why."""

    articles: ArticlesExplained
    voices: SourcesExplained
    origins: SourcesExplained
    unattributed: list[Id] = Field(description="Claims attributed to nobody.")


class SideOut(Answer):
    """What stands on one side of a fact.

    Voices stand nearest the outlet, origins at the end of the chain. Distinct ones are
    not necessarily independent.
    """

    side: Side
    stances: dict[StanceValue, int]
    articles: Split
    claims: ClaimSplit
    voices: Split
    origins: Split = Field(
        description="`total` has those in `named_origins_via_unnamed` too."
    )
    named_origins_via_unnamed: int
    warnings: list[Caution]
    explain: Explanation | None


class CorroborationOut(Answer):
    """How many distinct articles, voices and origins stand on each side of a fact."""

    fact_id: Id
    fact: FactRef
    as_of: Instant | None
    fold: list[Fold]
    sides: list[SideOut]
