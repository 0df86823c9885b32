"""Articles and their revisions as they are sent."""

from collections.abc import Sequence

from api.serializers.values import Json, fuzzy_date, outlet_ref, revision_ref
from db.values.types import AnyRow, instant


def article_record(row: AnyRow, _: Sequence[Sequence[AnyRow]] = ()) -> Json:
    """Return an article with its newest revision, without the text."""
    return {
        "id": row.id,
        "version": row.version,
        "outlet_id": row.outlet_id,
        "outlet": outlet_ref(row.outlet_id, row.outlet_name),
        "kind": row.kind,
        "url": row.url,
        "title": row.title,
        "byline": row.byline,
        "dateline": row.dateline,
        "language": row.language,
        "published": fuzzy_date(
            (
                row.published_from,
                row.published_to,
                row.published_precision,
                row.published_text,
            )
        ),
        "root_article_id": row.root_article_id,
        "root_article": _root(row),
        "availability": row.availability,
        "revision": revision_ref(row),
        "visibility": row.visibility,
        "embargo_until": instant(row.embargo_until),
        "note": row.note,
        "created_at": instant(row.created_at),
        "updated_at": instant(row.updated_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }


def _root(row: AnyRow) -> Json | None:
    if row.root_article_id is None:
        return None
    return {
        "id": row.root_article_id,
        "title": row.root_article_title,
        "url": row.root_article_url,
        "published": fuzzy_date(
            (
                row.root_article_published_from,
                row.root_article_published_to,
                row.root_article_published_precision,
                row.root_article_published_text,
            )
        ),
        "outlet": outlet_ref(row.root_article_outlet_id, row.root_article_outlet_name),
    }


def revision_row(row: AnyRow) -> Json:
    """Return a revision without its text."""
    return {
        "id": row.id,
        "article_id": row.article_id,
        "number": row.number,
        "captured_at": instant(row.captured_at),
        "text_length": row.text_length,
        "text_sha256": row.text_sha256,
        "archive_url": row.archive_url,
    }


def revision_record(row: AnyRow) -> Json:
    """Return a revision with its text."""
    return {**revision_row(row), "text": row.text}
