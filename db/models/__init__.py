"""Every mapped class; importing this package fills ``Base.metadata``."""

from db.base import Base, Editable
from db.models.affiliation import Affiliation
from db.models.analyst import Analyst
from db.models.article import Article, Revision
from db.models.attribution import Attribution
from db.models.change import Change
from db.models.claim import Claim
from db.models.idempotency import Idempotency
from db.models.source import Source, SourceIdentifier, SourceName
from db.models.span import Span
from db.models.tag import ClaimTag, Tag

__all__ = [
    "Affiliation",
    "Analyst",
    "Article",
    "Attribution",
    "Base",
    "Change",
    "Claim",
    "ClaimTag",
    "Editable",
    "Idempotency",
    "Revision",
    "Source",
    "SourceIdentifier",
    "SourceName",
    "Span",
    "Tag",
]
