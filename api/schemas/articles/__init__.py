"""Wire format of articles and the revisions of their text."""

from api.schemas.articles.answers import (
    ArticleCreated,
    ArticleOut,
    ArticlePage,
    ArticleRow,
    RevisionOut,
    RevisionPage,
    RevisionRow,
)
from api.schemas.articles.bodies import (
    ArticleColumns,
    ArticleIn,
    ArticlePatch,
    LongText,
    RevisionIn,
    Url,
)
from api.schemas.articles.lists import (
    ArticleListParams,
    ArticleParams,
    RevisionListParams,
    RevisionParams,
)

__all__ = [
    "ArticleColumns",
    "ArticleCreated",
    "ArticleIn",
    "ArticleListParams",
    "ArticleOut",
    "ArticlePage",
    "ArticleParams",
    "ArticlePatch",
    "ArticleRow",
    "LongText",
    "RevisionIn",
    "RevisionListParams",
    "RevisionOut",
    "RevisionPage",
    "RevisionParams",
    "RevisionRow",
    "Url",
]
