"""Schemas of the articles and sources that were counted or folded."""

from pydantic import Field

from api.schemas.closed_lists import Fold
from api.schemas.refs import ArticleRef, SourceRef
from api.schemas.types import Answer, Id

CLAIM_IDS = "The ids of its claims on this side."


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
    into_id: Id = Field(description="The id of the article as which it counts.")
    into: ArticleRef = Field(description="The article as which it counts.")
    reason: Fold
    claim_ids: list[Id] = Field(description=CLAIM_IDS)


class ArticlesExplained(Answer):
    """The articles with a claim on this side that are on this page."""

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
        description="Whether it has a name, but every chain with it has an "
        "unnamed source."
    )
    claim_ids: list[Id] = Field(description=CLAIM_IDS)


class SourceFolded(Answer):
    """A source that counts as another one in these claims."""

    source_id: Id = Field(description="The id of the source.")
    source: SourceRef = Field(description="The source.")
    into_id: Id = Field(description="The id of the source as which it counts.")
    into: SourceRef = Field(description="The source as which it counts.")
    reason: Fold
    claim_ids: list[Id] = Field(description=CLAIM_IDS)


class SourcesExplained(Answer):
    """The sources in claims on this side that are on this page."""

    counted: list[SourceCounted] = Field(description="Sources that count.")
    folded: list[SourceFolded] = Field(description="Sources that count as another one.")


class Explanation(Answer):
    """The counted and folded entries on one side of a fact."""

    articles: ArticlesExplained = Field(description="The articles.")
    voices: SourcesExplained = Field(
        description="The sources at position 1, nearest to the outlet."
    )
    origins: SourcesExplained = Field(
        description="The sources at the last position, the origins."
    )
    unattributed: list[Id] = Field(description="The ids of claims without a source.")
