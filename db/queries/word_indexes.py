"""The full-text indexes: one for each kind of records that searches find."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, String, TableClause, column, table

from db.models import (
    Article,
    ArticleSearch,
    Claim,
    ClaimSearch,
    Editable,
    Fact,
    FactSearch,
    Source,
    SourceSearch,
    WordRow,
)


@dataclass(frozen=True)
class WordIndex:
    """A kind of records, the model of its search texts, and its FTS5 table."""

    record: type[Editable]
    rows: type[WordRow]
    fts: TableClause

    @property
    def matched(self) -> Any:  # noqa: ANN401 - a column
        """Return the FTS5 column with the name of its table: it means the index."""
        return self.fts.c[self.fts.name]


def _index(record: type[Editable], rows: type[WordRow]) -> WordIndex:
    name = f"{record.__tablename__}_fts"
    columns = (column(name, String), column("rowid", BigInteger))
    return WordIndex(
        record, rows, table(name, *columns, column("words", String), column("rank"))
    )


CLAIMS = _index(Claim, ClaimSearch)
ARTICLES = _index(Article, ArticleSearch)
SOURCES = _index(Source, SourceSearch)
FACTS = _index(Fact, FactSearch)
INDEXES = {one.record.__tablename__: one for one in (CLAIMS, ARTICLES, SOURCES, FACTS)}
