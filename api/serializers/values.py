"""JSON of values and references."""

from typing import Any

import orjson

from db.engine.rows import StoredInstant
from db.models.source import UNNAMED
from db.queries.ref_columns import ArticleColumns, RevisionColumns
from db.values.dates import Precision
from db.values.types import json_instant

Json = dict[str, Any]
# The columns of a fuzzy date: from, to, precision and text.
FuzzyColumns = tuple[
    StoredInstant | None, StoredInstant | None, Precision | None, str | None
]
UNKNOWN_DATE: FuzzyColumns = (None, None, None, None)
DATE_LENGTHS = {"year": 4, "month": 7, "quarter": 7}
DAY_LENGTH = 10


def fuzzy_date(columns: FuzzyColumns) -> Json | None:
    """Return a fuzzy date, or None if all of it is unknown."""
    if columns == UNKNOWN_DATE:
        return None
    start, end, precision, text = columns
    return {
        "from": json_instant(start),
        "to": json_instant(end),
        "precision": precision,
        "text": text,
    }


def stored_json(value: Any) -> Any:  # noqa: ANN401 - as stored
    """Return a JSON column; text from the driver is embedded unchanged."""
    return orjson.Fragment(value) if isinstance(value, str) else value


def source_ref(
    source_id: int,
    name: str | None,
    kind: str | None,
    *,
    label: str | None = None,
    article: ArticleColumns | None = None,
) -> Json:
    """Return the reference to a source; without a label, it gets its name.

    The label of an unnamed source shows where it was printed: ``article`` is a row with
    the ``article_*`` columns.
    """
    if kind in UNNAMED and article is not None:
        label = f"{name} · {_printed_in(article)}#{source_id}"
    return {"id": source_id, "name": name, "label": label or name, "kind": kind}


def article_ref(row: ArticleColumns) -> Json:
    """Return the article of a row with the ``article_*`` columns."""
    return {
        "id": row.article_id,
        "title": row.article_title,
        "url": row.article_url,
        "published": fuzzy_date(
            (
                row.article_published_from,
                row.article_published_to,
                row.article_published_precision,
                row.article_published_text,
            )
        ),
        "outlet": outlet_ref(
            row.article_outlet_id, row.article_outlet_name, row.article_outlet_label
        ),
    }


def outlet_ref(
    outlet_id: int | None, name: str | None, label: str | None
) -> Json | None:
    """Return the reference to an outlet."""
    if outlet_id is None:
        return None
    return {"id": outlet_id, "name": name, "label": label or name, "kind": "outlet"}


def fact_ref(
    fact_id: int | None, slug: str | None, statement: str | None
) -> Json | None:
    """Return the reference to a fact."""
    if fact_id is None:
        return None
    return {"id": fact_id, "slug": slug, "statement": statement}


def revision_ref(row: RevisionColumns) -> Json | None:
    """Return the revision of a row with the ``revision_*`` columns."""
    if row.revision_id is None:
        return None
    return {
        "id": row.revision_id,
        "number": row.revision_number,
        "captured_at": json_instant(row.revision_captured_at),
        "text_length": row.revision_text_length,
        "text_sha256": row.revision_text_sha256,
    }


def _printed_in(article: ArticleColumns) -> str:
    """Return the known outlet and date of an article: “CNN 2022 · ”."""
    published = article.article_published_from
    words = [article.article_outlet_name] if article.article_outlet_name else []
    if published is not None:
        day = published if isinstance(published, str) else published.isoformat()
        precision = article.article_published_precision or "day"
        words.append(day[: DATE_LENGTHS.get(precision, DAY_LENGTH)])
    return f"{' '.join(words)} · " if words else ""
