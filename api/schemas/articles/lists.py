"""Filters and orders of lists of articles and revisions."""

from pydantic import Field

from api.schemas.articles.article import ArticleOut, ArticleRow
from api.schemas.articles.fields import FoundIdentifier, Url
from api.schemas.articles.revision import RevisionOut, RevisionRow
from api.schemas.closed_lists import ArticleKind, ArticleSort, Availability
from api.schemas.facets import WithArticleFacets
from api.schemas.lists import ListParams, PageParams, Query, RecordParams, VersionParams
from api.schemas.named import BY_NAME, OutletNamed, SourceNamed
from api.schemas.types import Id, Instant, Language
from db.queries.articles import FILTERS


class ArticleParams(VersionParams):
    """Query parameters of an article."""

    shown = ArticleOut


class RevisionParams(RecordParams):
    """Query parameters of a revision."""

    shown = RevisionOut


class RevisionListParams(PageParams):
    """Query parameters of the revisions of an article."""

    shown = RevisionRow


class ArticleListParams(ListParams, WithArticleFacets):
    """Filters of the list: different ones are ANDed, values of the same one ORed."""

    shown = ArticleRow
    filter_names = (*FILTERS, "q")

    sort: ArticleSort = Field(
        "-published", description="The order of the list.", examples=["-recorded"]
    )
    outlet: list[OutletNamed] = Field(
        [],
        max_length=50,
        description=f"Only articles of these outlets. {BY_NAME}",
    )
    source: list[SourceNamed] = Field(
        [],
        max_length=50,
        description=f"Only articles that quote one of these sources. {BY_NAME}",
    )
    q: Query | None = None
    url: list[Url] = Field(
        [],
        max_length=50,
        description="Only articles with one of these web addresses, present or past, "
        "in any spelling: with or without `www.`, trackers, AMP or mobile forms.",
        examples=[["https://example.org/2022/03/22/belarus"]],
    )
    identifier: list[FoundIdentifier] = Field(
        [],
        max_length=50,
        description="Only articles with one of these identifiers, each as "
        "`scheme:value`.",
        examples=[["doi:10.1000/182"]],
    )
    kind: list[ArticleKind] = Field(
        [], max_length=12, description="Only articles of these kinds."
    )
    root_article: list[Id] = Field(
        [],
        max_length=50,
        description="Only reprints of these articles, by their ids.",
    )
    availability: list[Availability] = Field(
        [], max_length=4, description="Only articles with one of these availabilities."
    )
    language: list[Language] = Field(
        [],
        max_length=50,
        description="Only articles in these languages (BCP 47 tags).",
    )
    published_from: Instant | None = Field(
        None,
        description="Only articles that may have been published at this instant or "
        "later.",
    )
    published_to: Instant | None = Field(
        None,
        description="Only articles that may have been published before this instant.",
    )
