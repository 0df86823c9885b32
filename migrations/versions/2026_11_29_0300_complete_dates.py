"""Complete dates with one end and a precision; normalise languages, and UK to GB.

Revision ID: 7d2e91c4ab35
Revises: 6f0d4c1b8a52
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "7d2e91c4ab35"
down_revision = "5d0c7e21b9f4"
branch_labels = None
depends_on = None

DATES = (
    ("claim", "said"),
    ("claim", "about"),
    ("article", "published"),
    ("affiliation", "held"),
    ("outcome", "occurred"),
)
LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
ENDS_OF_TIME = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
IN_A_LANGUAGE = ("claim", "article", "source", "source_name")
SCRIPT, REGION = 4, 2
# Claims whose date is not the first known end of when they were said or published.
MISDATED = """
SELECT claim.id, coalesce(said_from, said_to) AS said,
       coalesce(published_from, published_to) AS published,
       claim.created_at AS recorded
FROM claim JOIN article ON article.id = claim.article_id
WHERE dated_at <> coalesce(
    said_from, said_to, published_from, published_to, claim.created_at)
"""


def upgrade() -> None:
    for table, name in DATES:
        _complete(table, name)
    _date_claims()
    for table in IN_A_LANGUAGE:
        _normalise_languages(table)
    op.execute("UPDATE source SET country_code = 'GB' WHERE country_code = 'UK'")


def _complete(table: str, name: str) -> None:
    """Complete a date with one end; if that is impossible, remove its precision."""
    bind = op.get_bind()
    columns = [f"{name}_from", f"{name}_to", f"{name}_precision"]
    dates = sa.table(table, sa.column("id"), *map(sa.column, columns))
    first, last, precision = (dates.c[column] for column in columns)
    one_end = (first.is_(None) != last.is_(None)) & precision.is_not(None)
    for row in bind.execute(sa.select(dates).where(one_end)).all():
        record_id, start, end, exact = row
        other = _shift(_instant(end or start), exact, -1 if end else 1)
        missing = first if end else last
        values: dict[Any, Any] = {missing: other and _stored(other)}
        values |= {} if other else {precision: None}
        bind.execute(sa.update(dates).where(dates.c.id == record_id).values(values))


def _shift(at: datetime, precision: str, times: int) -> datetime | None:
    """Return the other end, or nothing if it cannot be stored."""
    try:
        if precision in LENGTHS:
            other = at + times * LENGTHS[precision]
        else:
            months = at.year * 12 + at.month - 1 + times * MONTHS[precision]
            other = at.replace(year=months // 12, month=months % 12 + 1)
    except (OverflowError, ValueError):
        return None
    return None if other in ENDS_OF_TIME else other


def _instant(stored: str | datetime) -> datetime:
    if isinstance(stored, str):
        return datetime.fromisoformat(stored)
    return stored.astimezone(UTC)


def _stored(at: datetime) -> str | datetime:
    if op.get_bind().dialect.name == "sqlite":
        return f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    return at


def _date_claims() -> None:
    """Date claims by the first known end, in the claim and in copies of its date."""
    bind = op.get_bind()
    dated = [_dated(row) for row in bind.execute(sa.text(MISDATED)).mappings()]
    if not dated:
        return
    bind.execute(
        sa.text("UPDATE claim SET dated_at = :at, dated_basis = :basis WHERE id = :id"),
        dated,
    )
    for part in ("attribution", "claim_tag", "stance"):
        copied = f"UPDATE {part} SET dated_at = :at WHERE claim_id = :id"  # noqa: S608 - a name from above
        bind.execute(sa.text(copied), dated)


def _dated(row: Mapping[Any, Any]) -> dict[str, Any]:
    basis = next(name for name in ("said", "published", "recorded") if row[name])
    return {"id": row["id"], "at": row[basis], "basis": basis}


def _normalise_languages(table: str) -> None:
    bind = op.get_bind()
    rows = sa.table(table, sa.column("language"))
    known = bind.scalars(sa.select(rows.c.language).distinct()).all()
    for tag in known:
        if tag and _normal(tag) != tag:
            changed = sa.update(rows).where(rows.c.language == tag)
            bind.execute(changed.values(language=_normal(tag)))


def _normal(tag: str) -> str:
    first, *rest = tag.lower().split("-")
    subtags = [first]
    for subtag in rest:
        extended = any(len(before) == 1 for before in subtags)
        if not extended and len(subtag) == REGION:
            subtags.append(subtag.upper())
        elif not extended and len(subtag) == SCRIPT and subtag.isalpha():
            subtags.append(subtag.title())
        else:
            subtags.append(subtag)
    return "-".join(subtags)


def downgrade() -> None:
    """Keep the completed dates: their meaning is the same."""
