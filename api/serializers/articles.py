"""JSON of articles and their revisions."""

from collections.abc import Iterable
from typing import get_args

from api.schemas.articles import (
    AddressOut,
    ArticleIdentifierOut,
    ArticleOut,
    RevisionOut,
)
from api.schemas.articles import ArticleRow as ArticleRowOut
from api.schemas.articles import RevisionRow as RevisionRowOut
from api.serializers.shape import serializer
from api.serializers.values import Json, fuzzy_date, outlet_ref, revision_ref
from db.models.span import Anchor
from db.queries.anchors import AnchorCount, LostSpan
from db.queries.article_keys import ArticleAddressRow, ArticleIdentifierRow
from db.queries.articles import ArticleRow
from db.queries.revisions import NewestRevisionRow, RevisionRow
from db.reads.articles import ArticleDetail, RevisionDetail


def _outlet(row: ArticleRow) -> Json | None:
    return outlet_ref(row.outlet_id, row.outlet_name, row.outlet_label)


def _root(row: ArticleRow) -> Json | None:
    """Return the original of a reprint."""
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
        "outlet": outlet_ref(
            row.root_article_outlet_id,
            row.root_article_outlet_name,
            row.root_article_outlet_label,
        ),
    }


article_row = serializer(
    ArticleRowOut, ArticleRow, outlet=_outlet, root_article=_root, revision=revision_ref
)
_article = serializer(
    ArticleOut,
    ArticleRow,
    parts=("addresses", "identifiers", "anchors"),
    outlet=_outlet,
    root_article=_root,
    revision=revision_ref,
)
_address = serializer(AddressOut, ArticleAddressRow)
_identifier = serializer(ArticleIdentifierOut, ArticleIdentifierRow)
revision_row = serializer(RevisionRowOut, RevisionRow)
_revision = serializer(RevisionOut, NewestRevisionRow, parts=("anchors", "orphaned"))


def article_record(article: ArticleDetail) -> Json:
    """Return a single article with its children and the anchors of its claims."""
    counts = article.anchors
    return _article(
        article.row,
        addresses=[_address(row) for row in article.addresses],
        identifiers=[_identifier(row) for row in article.identifiers],
        anchors=None if counts is None else anchors(counts),
    )


def revision_record(revision: RevisionDetail) -> Json:
    """Return a revision with its text; the newest one also has anchors of claims."""
    counts = revision.anchors
    return _revision(
        revision.row,
        anchors=None if counts is None else anchors(counts),
        orphaned=lost_words(revision.lost),
    )


def anchors(counts: Iterable[AnchorCount]) -> Json:
    """Return the number of spans with each anchor."""
    return dict.fromkeys(get_args(Anchor), 0) | {
        row.anchor: row.total for row in counts
    }


def lost_words(rows: Iterable[LostSpan]) -> list[Json]:
    """Return the claims with lost words, each with these words."""
    claims: dict[int, Json] = {}
    for row in rows:
        empty = {"claim_id": row.claim_id, "text": row.text, "spans": []}
        claims.setdefault(row.claim_id, empty)["spans"].append(
            {
                "part": row.part,
                "position": row.position,
                "seq": row.seq,
                "exact": row.exact,
            }
        )
    return list(claims.values())
