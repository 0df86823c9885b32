"""The contents of the database, read without the product: rows by their marker."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, select

from db.models import Article, Change, Claim, Idempotency, Source, Tag

# The column of each table that begins with the marker of the write that made the row.
MARKED = {
    "source": Source.name,
    "article": Article.title,
    "claim": Claim.text,
    "tag": Tag.name,
}


@dataclass(frozen=True)
class Line:
    """One audit entry."""

    resource: str
    action: str
    record_id: int
    request_id: str | None


@dataclass(frozen=True)
class Stored:
    """All rows of writes with some markers."""

    lines: Mapping[str, list[Line]]
    rows: Mapping[str, Counter[str]]
    keys: Counter[str]  # under which answers are kept


def look(engine: Engine, label: str) -> Stored:
    """Return the rows of writes whose markers begin with ``label``."""
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    rows: defaultdict[str, Counter[str]] = defaultdict(Counter)
    begins = f"{label}w%"
    columns = (Change.resource, Change.action, Change.record_id, Change.request_id)
    with engine.connect() as connection:
        written = select(Change.reason, *columns).where(Change.reason.like(begins))
        for marker, *values in connection.execute(written):
            lines[marker].append(Line(*values))
        for table, column in MARKED.items():
            for text in connection.scalars(select(column).where(column.like(begins))):
                rows[str(text).partition(" ")[0]][table] += 1
        kept = select(Idempotency.key).where(Idempotency.key.like(begins))
        keys = Counter(connection.scalars(kept))
    return Stored(lines, rows, keys)
