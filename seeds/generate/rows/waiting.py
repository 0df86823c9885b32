"""Rows that are not stored yet."""

from collections.abc import Iterable
from typing import Any

from db.commands.bulk import BulkLoad
from db.models import (
    Affiliation,
    Article,
    ArticleAddress,
    ArticleBand,
    ArticleSearch,
    Assessment,
    Attribution,
    Base,
    Claim,
    ClaimSearch,
    ClaimTag,
    Evidence,
    Fact,
    FactSearch,
    Outcome,
    Revision,
    Source,
    SourceIdentifier,
    SourceName,
    SourceSearch,
    Span,
    Stance,
    Tag,
)
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
from seeds.generate.rows.words import (
    ArticleSearchRow,
    FactSearchRow,
    SourceSearchRow,
    word_rows,
)

MODELS: dict[type[Any], type[Base]] = {
    SourceRow: Source,
    NameRow: SourceName,
    IdentifierRow: SourceIdentifier,
    AffiliationRow: Affiliation,
    TagRow: Tag,
    ArticleRow: Article,
    AddressRow: ArticleAddress,
    BandRow: ArticleBand,
    RevisionRow: Revision,
    ClaimRow: Claim,
    ClaimSearchRow: ClaimSearch,
    AttributionRow: Attribution,
    SpanRow: Span,
    ClaimTagRow: ClaimTag,
    FactRow: Fact,
    StanceRow: Stance,
    AssessmentRow: Assessment,
    EvidenceRow: Evidence,
    OutcomeRow: Outcome,
    ArticleSearchRow: ArticleSearch,
    SourceSearchRow: SourceSearch,
    FactSearchRow: FactSearch,
}


class Rows:
    """Rows that are not stored yet, and the number of all rows of each kind."""

    def __init__(self) -> None:
        self._waiting: dict[type[Any], list[Any]] = {kind: [] for kind in MODELS}
        self._sent = dict.fromkeys(MODELS, 0)

    def add(self, row: Any) -> None:  # noqa: ANN401 - one of the rows above
        """Add a row."""
        self._waiting[row.__class__].append(row)

    def add_all(self, rows: Iterable[Any]) -> None:
        """Add several rows."""
        for row in rows:
            self.add(row)

    def next_id(self, kind: type[Any]) -> int:
        """Return the id of the next row of this kind."""
        return self._sent[kind] + len(self._waiting[kind]) + 1

    def waiting(self, kind: type[Any]) -> int:
        """Return how many rows of a kind are not stored yet."""
        return len(self._waiting[kind])

    def count(self, kind: type[Any]) -> int:
        """Return how many rows of a kind were added so far."""
        return self.next_id(kind) - 1

    def send(self, load: BulkLoad) -> None:
        """Store these rows with their search texts."""
        self.add_all(list(word_rows(self._waiting)))
        for kind, rows in self._waiting.items():
            load.insert(MODELS[kind], kind._fields, rows)
            self._sent[kind] += len(rows)
            rows.clear()
