"""The rows of the generator; columns that no row type has are null."""

from seeds.generate.rows.facts import (
    AssessmentRow,
    EvidenceRow,
    FactRow,
    OutcomeRow,
    StanceRow,
)
from seeds.generate.rows.press import (
    AddressRow,
    ArticleRow,
    AttributionRow,
    BandRow,
    ClaimRow,
    ClaimSearchRow,
    ClaimTagRow,
    RevisionRow,
    SpanRow,
)
from seeds.generate.rows.register import (
    AffiliationRow,
    IdentifierRow,
    NameRow,
    SourceRow,
    TagRow,
)
from seeds.generate.rows.waiting import Rows

__all__ = [
    "AddressRow",
    "AffiliationRow",
    "ArticleRow",
    "AssessmentRow",
    "AttributionRow",
    "BandRow",
    "ClaimRow",
    "ClaimSearchRow",
    "ClaimTagRow",
    "EvidenceRow",
    "FactRow",
    "IdentifierRow",
    "NameRow",
    "OutcomeRow",
    "RevisionRow",
    "Rows",
    "SourceRow",
    "SpanRow",
    "StanceRow",
    "TagRow",
]
