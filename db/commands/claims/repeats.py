"""Stored claims that new ones repeat: those with the same keys."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from db.engine.prepared import Prepared, RowT, prepared
from db.engine.rows import Row, column
from db.engine.session import Write
from db.models import Claim
from db.queries.filters import batch_of, binds, ids, portions
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

Key = tuple[int, str]  # the article, and the content key
PORTION = 1000  # claims whose keys are looked up at once


class MergedRow(Row):
    """The keys of a merged claim, and the claim that represents it."""

    article_id: int = column(Claim.article_id)
    content_key: str = column(Claim.content_key)
    survivor_id: int = column(Claim.survivor_id)


class LiveRow(Row):
    """The keys of a live claim; it may be there once for each visibility."""

    article_id: int = column(Claim.article_id)
    content_key: str = column(Claim.content_key)
    visibility: str = column(Claim.visibility)
    id: int = column(Claim.id)


def merged_repeats(write: Write, claims: Sequence[Claim]) -> Mapping[Key, int]:
    """Return which claims represent the merged ones with keys of these claims."""
    rows = _with_keys(write, _find_merged, claims)
    return {(row.article_id, row.content_key): row.survivor_id for row in rows}


def live_repeats(
    write: Write, claims: Sequence[Claim]
) -> dict[tuple[int, str, str], int]:
    """Return the live claims with keys of these, by their keys and visibility."""
    rows = _with_keys(write, _find_live, claims)
    return {(one.article_id, one.content_key, one.visibility): one.id for one in rows}


def _with_keys(
    write: Write, find: Callable[..., Prepared[RowT]], claims: Sequence[Claim]
) -> Iterator[RowT]:
    """Yield rows of the articles and with the keys of claims, maybe of others."""
    for some in portions(claims, PORTION):
        articles = list({claim.article_id for claim in some})
        count, keys = batch_of("key", [claim.content_key for claim in some])
        of_articles = ids("article", articles)
        read = find(articles=len(of_articles), count=count, viewer=write.viewer)
        yield from write.rows(read, **of_articles, **keys)


@prepared(MergedRow)
def _find_merged(*, articles: int, count: int, viewer: Viewer) -> AnySelect:
    return MergedRow.select().where(
        Claim.article_id.in_(binds("article", articles)),
        Claim.content_key.in_(binds("key", count)),
        Claim.merged_into_id.is_not(None),
        visible(Claim, viewer, withdrawn=True),
    )


@prepared(LiveRow)
def _find_live(*, articles: int, count: int, viewer: Viewer) -> AnySelect:
    return LiveRow.select().where(
        Claim.article_id.in_(binds("article", articles)),
        Claim.content_key.in_(binds("key", count)),
        visible(Claim, viewer),
    )
