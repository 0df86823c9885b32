"""Sources at an instant, with their survivors at that time."""

from collections.abc import Iterable, Iterator
from typing import Any

from db.history.mergeable import Mergeable, load_mergeable
from db.history.past_records import PastRecords
from db.history.snapshots import require_shown
from db.queries.as_recorded import list_merged_sources
from db.queries.ref_columns import ArticleColumns
from db.queries.snapshots import Snapshot
from db.queries.source_children import AffiliationRow, IdentifierRow, NameRow
from db.queries.sources import SourceRow
from db.reads.sources import SourceDetail

PUBLISHED = ("from", "to", "precision", "text")


async def load_sources(
    past: PastRecords, source_ids: Iterable[int | None]
) -> Mergeable:
    """Return sources and their survivors."""
    return await load_mergeable(past, "source", source_ids)


async def load_merged(past: PastRecords) -> Mergeable:
    """Return all sources that were merged then, with their survivors."""
    merged = await past.read(list_merged_sources)
    return await load_sources(past, (row.id for row in merged))


async def require_source_at(
    past: PastRecords, source_id: int, *, withdrawn: bool = False
) -> Snapshot:
    """Return a source; raise ``NotFoundError`` or ``MergedError``."""
    snapshot = await past.snapshot("source", source_id)
    return require_shown("source", source_id, snapshot, withdrawn=withdrawn)


async def read_source_at(
    past: PastRecords, source_id: int, *, withdrawn: bool = False
) -> SourceDetail:
    """Return a source with its children; raise ``NotFoundError`` or ``MergedError``."""
    snapshot = await require_source_at(past, source_id, withdrawn=withdrawn)
    return await source_detail(past, snapshot)


async def source_detail(past: PastRecords, snapshot: Snapshot) -> SourceDetail:
    """Return the source of a snapshot, with its children."""
    named = [tie["organisation_id"] for tie in snapshot["affiliations"]]
    articles = await past.snapshots("article", [snapshot["article_id"]])
    others = [one["outlet_id"] for one in articles.values()]
    others.append(snapshot["merged_into_id"])
    sources = await load_sources(past, [*named, *others])
    article = articles.get(snapshot["article_id"])
    return SourceDetail(
        SourceRow.of(
            _article(article, sources) | _merged_into(snapshot, sources) | snapshot
        ),
        [NameRow.of(one) for one in _children(snapshot, "names")],
        [IdentifierRow.of(one) for one in _children(snapshot, "identifiers")],
        [
            AffiliationRow.of(tie | _organisation(tie, sources))
            for tie in _children(snapshot, "affiliations")
        ],
    )


def _children(source: Snapshot, name: str) -> Iterator[Snapshot]:
    """Yield the children of a source, each with the id of the source."""
    for one in source[name]:
        yield {**one, "source_id": source["id"]}


def _organisation(tie: Snapshot, sources: Mergeable) -> dict[str, Any]:
    if tie["organisation_id"] is None:
        return {"organisation_name": None, "organisation_kind": None}
    organisation = sources.snapshots[tie["organisation_id"]]
    return {
        "organisation_name": organisation["name"],
        "organisation_kind": organisation["kind"],
    }


def _merged_into(source: Snapshot, sources: Mergeable) -> dict[str, Any]:
    """Return the columns of the survivor into which a source is merged."""
    into = sources.snapshots.get(source["merged_into_id"], {})
    return {f"merged_into_{name}": into.get(name) for name in ("name", "kind")}


def _article(article: Snapshot | None, sources: Mergeable) -> dict[str, Any]:
    """Return the columns of the article of an unnamed source; empty for a named one."""
    if article is None:
        return dict.fromkeys(ArticleColumns.columns)
    return article_columns(article, sources)


def article_columns(article: Snapshot, sources: Mergeable) -> dict[str, Any]:
    """Return the columns of an article that rows of other records contain."""
    outlet_id = article["outlet_id"]
    outlet = sources.snapshots[outlet_id] if outlet_id else {"name": None, "kind": None}
    published = {
        f"article_published_{part}": article[f"published_{part}"] for part in PUBLISHED
    }
    return {
        "article_title": article["title"],
        "article_url": article["url"],
        "article_outlet_id": outlet_id,
        "article_outlet_name": outlet["name"],
        "article_outlet_kind": outlet["kind"],
        **published,
    }
