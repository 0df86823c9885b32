"""Sources at an instant, as they then lived on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.errors import MergedError, NotFoundError
from db.history.snapshots import Snapshot
from db.queries.as_recorded import list_merged_sources
from db.queries.ref_columns import ArticleColumns
from db.queries.snapshots import Image
from db.queries.source_children import AffiliationRow, IdentifierRow, NameRow
from db.queries.sources import SourceRow
from db.reads.sources import SourceDetail

PUBLISHED = ("from", "to", "precision", "text")
# A source that was merged is not read; its survivor is.
UNMERGED = {"merged_into_name": None, "merged_into_kind": None}


@dataclass(frozen=True)
class Sources:
    """Sources by their ids, with the survivors of their merges."""

    images: Mapping[int, Image]

    def survivor(self, source_id: int) -> Image:
        """Return the source that a source lived on in, or itself."""
        image = self.images[source_id]
        while into_id := image["merged_into_id"]:
            image = self.images[into_id]
        return image

    def families(self) -> dict[int, list[Image]]:
        """Return by the ids of survivors those of these that lived on in them."""
        found: dict[int, list[Image]] = {}
        for source_id, image in self.images.items():
            if image["merged_into_id"]:
                found.setdefault(self.survivor(source_id)["id"], []).append(image)
        return found


async def load_sources(snapshot: Snapshot, source_ids: Iterable[int | None]) -> Sources:
    """Return sources and the survivors of their merges."""
    images: dict[int, Image] = {}
    wanted = {source_id for source_id in source_ids if source_id is not None}
    while missing := wanted - images.keys():
        found = await snapshot.images("source", missing)
        images |= found
        wanted = {image["merged_into_id"] for image in found.values()} - {None}
    return Sources(images)


async def load_merged(snapshot: Snapshot) -> Sources:
    """Return the sources that were merged then, and those they lived on in."""
    merged = await snapshot.read(list_merged_sources)
    return await load_sources(snapshot, (row.id for row in merged))


async def require_source_at(
    snapshot: Snapshot, source_id: int, *, withdrawn: bool = False
) -> Image:
    """Return a source; raise ``NotFoundError`` or ``MergedError``."""
    image = await snapshot.image("source", source_id)
    if image is None or (image["withdrawn_at"] and not withdrawn):
        raise NotFoundError("source", source_id)
    if image["merged_into_id"]:
        raise MergedError("source", source_id, image["merged_into_id"])
    return image


async def read_source_at(
    snapshot: Snapshot, source_id: int, *, withdrawn: bool = False
) -> SourceDetail:
    """Return a source with its children; raise ``NotFoundError`` or ``MergedError``."""
    image = await require_source_at(snapshot, source_id, withdrawn=withdrawn)
    named = [tie["organisation_id"] for tie in image["affiliations"]]
    articles = await snapshot.images("article", [image["article_id"]])
    outlets = [one["outlet_id"] for one in articles.values()]
    sources = await load_sources(snapshot, [*named, *outlets])
    article = articles.get(image["article_id"])
    return SourceDetail(
        SourceRow.of({**_article(article, sources), **UNMERGED, **image}),
        [NameRow.of(one) for one in _children(image, "names")],
        [IdentifierRow.of(one) for one in _children(image, "identifiers")],
        [
            AffiliationRow.of(tie | _organisation(tie, sources))
            for tie in _children(image, "affiliations")
        ],
    )


def _children(source: Image, name: str) -> Iterator[Image]:
    """Yield the children of a source, each with the id of its source."""
    for one in source[name]:
        yield {**one, "source_id": source["id"]}


def _organisation(tie: Image, sources: Sources) -> dict[str, Any]:
    organisation = sources.images[tie["organisation_id"]]
    return {
        "organisation_name": organisation["name"],
        "organisation_kind": organisation["kind"],
    }


def _article(article: Image | None, sources: Sources) -> dict[str, Any]:
    """Return what a source shows of its article; of a named source, nothing."""
    if article is None:
        return dict.fromkeys(ArticleColumns.columns)
    return article_columns(article, sources)


def article_columns(article: Image, sources: Sources) -> dict[str, Any]:
    """Return what other records show of an article, as columns of a row."""
    outlet_id = article["outlet_id"]
    outlet = sources.images[outlet_id] if outlet_id else {"name": None, "kind": None}
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
