"""All mapped classes; importing this package fills ``Base.metadata``."""

from db.models.affiliation import Affiliation
from db.models.analyst import Analyst
from db.models.api_key import ApiKey
from db.models.article import Article, ArticleAddress, ArticleIdentifier, Revision
from db.models.article_band import ArticleBand
from db.models.assessment import Assessment, Evidence
from db.models.attribution import Attribution
from db.models.base import Base, Described, Editable, Judgement, LiveKey
from db.models.change import Change
from db.models.claim import Claim
from db.models.claim_link import ClaimLink
from db.models.claim_subject import ClaimSubject
from db.models.fact import Fact
from db.models.idempotency import Idempotency
from db.models.identity import Identity
from db.models.lease import Lease
from db.models.name_word import NameWord, WordDeletion
from db.models.outcome import Outcome
from db.models.page_session import PageSession
from db.models.rating import Rating
from db.models.saved_filter import SavedFilter
from db.models.source import Source, SourceIdentifier, SourceName
from db.models.span import Span
from db.models.stance import Stance
from db.models.tag import ClaimTag, Tag
from db.models.word_rows import (
    ArticleSearch,
    ClaimSearch,
    FactSearch,
    SourceSearch,
    WordRow,
)

__all__ = [
    "Affiliation",
    "Analyst",
    "ApiKey",
    "Article",
    "ArticleAddress",
    "ArticleBand",
    "ArticleIdentifier",
    "ArticleSearch",
    "Assessment",
    "Attribution",
    "Base",
    "Change",
    "Claim",
    "ClaimLink",
    "ClaimSearch",
    "ClaimSubject",
    "ClaimTag",
    "Described",
    "Editable",
    "Evidence",
    "Fact",
    "FactSearch",
    "Idempotency",
    "Identity",
    "Judgement",
    "Lease",
    "LiveKey",
    "NameWord",
    "Outcome",
    "PageSession",
    "Rating",
    "Revision",
    "SavedFilter",
    "Source",
    "SourceIdentifier",
    "SourceName",
    "SourceSearch",
    "Span",
    "Stance",
    "Tag",
    "WordDeletion",
    "WordRow",
]
