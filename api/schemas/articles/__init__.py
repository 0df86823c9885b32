"""Wire format of articles and the revisions of their text."""

from api.schemas.articles.article import (
    ArticleChanged,
    ArticleColumns,
    ArticleCreated,
    ArticleIn,
    ArticleOut,
    ArticlePage,
    ArticlePatch,
    ArticleRow,
)
from api.schemas.articles.fields import AddressOut, ArticleIdentifierOut, LongText, Url
from api.schemas.articles.lists import (
    ArticleListParams,
    ArticleParams,
    RevisionListParams,
    RevisionParams,
)
from api.schemas.articles.revision import (
    RevisionIn,
    RevisionOut,
    RevisionPage,
    RevisionRow,
    RevisionStored,
)

__all__ = [
    "AddressOut",
    "ArticleChanged",
    "ArticleColumns",
    "ArticleCreated",
    "ArticleIdentifierOut",
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
    "RevisionStored",
    "Url",
]
