"""Finds stored claims with the keys of new ones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, union_all

from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.engine.session import Write
from db.engine.session.joining import PreparedRead
from db.models import Claim
from db.queries.filters import batch_of, binds, ids, portions
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

Key = tuple[int, str]  # the article, and the content key
PORTION = 1000  # claims per lookup of keys


class RepeatRow(Row):
    """The keys of a stored claim, live or merged, and its survivor if merged."""

    article_id: int = column(Claim.article_id)
    content_key: str = column(Claim.content_key)
    visibility: str = column(Claim.visibility)
    id: int = column(Claim.id)
    survivor_id: int | None = column(Claim.survivor_id)


class Repeats(NamedTuple):
    """Survivors of merged claims by key, and live claims by key and visibility."""

    merged: Mapping[Key, int]
    live: dict[tuple[int, str, str], int]


def repeats_in(rows: Iterable[RepeatRow]) -> Repeats:
    """Return the stored claims among the rows of ``reads_of_repeats``."""
    found = Repeats({}, {})
    merged = dict[Key, int]()
    for row in rows:
        key = row.article_id, row.content_key
        if row.survivor_id:
            merged[key] = row.survivor_id
        else:
            found.live[*key, row.visibility] = row.id
    return found._replace(merged=merged)


def reads_of_repeats(write: Write, claims: Sequence[Claim]) -> list[PreparedRead]:
    """Return reads that find the claims with the keys of new ones, and maybe others."""
    reads = list[PreparedRead]()
    for some in portions(claims, PORTION):
        articles = list({claim.article_id for claim in some})
        count, keys = batch_of("key", [claim.content_key for claim in some])
        of_articles = ids("article", articles)
        read = _find(articles=len(of_articles), count=count, viewer=write.viewer)
        reads.append((read, {**of_articles, **keys}))
    return reads


@prepared(RepeatRow)
def _find(*, articles: int, count: int, viewer: Viewer) -> AnySelect:
    """Select live and merged claims; each kind has its own index."""

    def of(condition: ColumnElement[bool]) -> AnySelect:
        return RepeatRow.select().where(
            Claim.article_id.in_(binds("article", articles)),
            Claim.content_key.in_(binds("key", count)),
            condition,
        )

    merged = of(Claim.merged_into_id.is_not(None))
    merged = merged.where(visible(Claim, viewer, withdrawn=True))
    both = union_all(of(visible(Claim, viewer)), merged)
    return select(*both.subquery("repeats").c)
