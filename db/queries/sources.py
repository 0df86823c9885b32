"""Reads of sources."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    String,
    exists,
    or_,
    select,
    tuple_,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import StoredInstant, column, labels_by
from db.models import (
    Article,
    Attribution,
    Claim,
    Source,
    SourceIdentifier,
)
from db.models.base import Visibility
from db.models.source import ANONYMOUS, UNRESOLVED, Seniority, SourceKind
from db.queries.filters import (
    Binds,
    Condition,
    Filter,
    Shape,
    binds,
    conditions,
    one_of,
    true_or_false,
)
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import OUTLET, ArticleColumns, label_of, referring
from db.queries.rows import TotalRow, count_all
from db.queries.search import has_words, newest_found, page_of_found, split_search
from db.queries.survivors import affiliated_with, survivor_of
from db.queries.visibility import visible
from db.queries.word_indexes import SOURCES
from db.values.types import AnySelect
from db.values.viewer import Viewer

SURVIVOR = aliased(Source, name="survivor")
# Merged into a source in the list, or that source itself.
MERGED = aliased(Source, name="merged")

ORDERS = {
    "-recorded": Order((Source.created_at, Source.id), descending=True),
    "recorded": Order((Source.created_at, Source.id), descending=False),
    "name": Order((Source.folded, Source.id), descending=False),
}


class SourceRow(ArticleColumns):
    """A source with its article and, if it is merged, its survivor.

    ``article_id`` and ``merged_into_id`` are null if the viewer may not see these.
    """

    id: int = column(Source.id)
    version: int = column(Source.version)
    name: str = column(Source.name)
    kind: SourceKind = column(Source.kind)
    label: str | None = column(label_of(Source))
    article_id: int | None = column(Article.id)
    ordinal: int = column(Source.ordinal)
    people: int | None = column(Source.people)
    sector: str | None = column(Source.sector)
    seniority: Seniority = column(Source.seniority)
    country_code: str | None = column(Source.country_code)
    language: str | None = column(Source.language)
    description: str | None = column(Source.description)
    merged_into_id: int | None = column(SURVIVOR.id)
    merged_into_name: str | None = column(SURVIVOR.name)
    merged_into_kind: SourceKind | None = column(SURVIVOR.kind)
    merged_into_label: str | None = column(label_of(SURVIVOR))
    labels = labels_by(
        **ArticleColumns.labels, label="id", merged_into_label="merged_into_id"
    )
    visibility: Visibility = column(Source.visibility)
    embargo_until: StoredInstant | None = column(Source.embargo_until)
    note: str | None = column(Source.note)
    created_at: StoredInstant = column(Source.created_at)
    updated_at: StoredInstant = column(Source.updated_at)
    withdrawn_at: StoredInstant | None = column(Source.withdrawn_at)


class SourceListRow(SourceRow):
    """A source in a list, with the column by which the list is sorted."""

    folded: str = column(Source.folded)


class SourceRefRow(ArticleColumns):
    """The columns of a source that references from other records show."""

    id: int = column(Source.id)
    name: str = column(Source.name)
    kind: SourceKind = column(Source.kind)
    label: str | None = column(label_of(Source))
    labels = labels_by(**ArticleColumns.labels, label="id")
    article_id: int | None = column(Article.id)


def _identified(source: Any) -> Condition:  # noqa: ANN401 - a mapped class or its alias
    """Match sources by identifier; schemes and values alternate in the parameters."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        pairs = zip(given[::2], given[1::2], strict=True)
        identifier = (
            (SourceIdentifier.scheme == scheme) & (SourceIdentifier.value == value)
            for scheme, value in pairs
        )
        return exists().where(SourceIdentifier.source_id == source.id, or_(*identifier))

    return condition


def _with_merged(known_by: Callable[[Any], Condition]) -> Condition:
    """Match sources by ``known_by``, and survivors by the sources merged into them."""

    def condition(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
        own = known_by(Source)(given, viewer)
        return own | _survives(known_by(MERGED)(given, viewer))

    return condition


def _survives(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match the survivors of merged sources that match ``condition``."""
    # Of the same visibility: survivors must not reveal restricted sources.
    merged = select(MERGED.survivor_id, MERGED.visibility).where(
        MERGED.survivor_id.is_not(None), condition
    )
    return tuple_(Source.id, Source.visibility).in_(merged)


def source_conditions(
    shape: Shape, viewer: Viewer, *, seen: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    """Return the conditions of unmerged sources in a list.

    ``seen`` matches the sources that the viewer may see. A search compares all names of
    a source, including those of sources merged into it, and lists only the newest
    matches.
    """
    search, others = split_search(shape)
    unmerged = Source.merged_into_id.is_(None)
    matching = [seen, unmerged, *conditions(others, FILTERS, viewer)]
    if not search:
        return matching
    # Of the same visibility: survivors must not reveal restricted sources.
    survives = Source.id == survivor_of(MERGED)
    represents = survives & (Source.visibility == MERGED.visibility)
    records = select(Source.id).join(MERGED, represents).where(*matching)
    return [newest_found(search, SOURCES, records, named=MERGED.id)]


def _quoted_in(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    quoted = (
        select(Attribution.source_id)
        .join(Claim)
        .where(Claim.article_id.in_(given), visible(Claim, viewer))
    )
    return Source.id.in_(quoted)


def _affiliated_with(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    return Source.id.in_(affiliated_with(given, viewer))


FILTERS: dict[str, Filter] = {
    "kind": one_of(Source.kind),
    "sector": one_of(Source.sector),
    "country": one_of(Source.country_code),
    "organisation": (BigInteger(), _affiliated_with),
    "article": (BigInteger(), _quoted_in),
    "anonymous": (
        Boolean(),
        lambda given, _: true_or_false(
            Source.kind.in_(ANONYMOUS), neither=Source.kind == UNRESOLVED
        ).in_(given),
    ),
    "unresolved": (Boolean(), lambda given, _: (Source.kind == UNRESOLVED).in_(given)),
    "identifier": (String(), _with_merged(_identified)),
}


def _printed(statement: AnySelect, viewer: Viewer) -> AnySelect:
    """Join the article of an unnamed source."""
    statement = referring(statement, Article, Source.article_id, viewer=viewer)
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)


def _joined(statement: AnySelect, viewer: Viewer) -> AnySelect:
    statement = _printed(statement, viewer)
    return referring(statement, SURVIVOR, Source.merged_into_id, viewer=viewer)


@prepared(SourceRow)
def get_source(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the source with the id ``source``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    return _joined(SourceRow.select().select_from(Source), viewer).where(
        Source.id == parameter("source"), seen
    )


@prepared(SourceRefRow)
def list_source_refs(*, count: int, viewer: Viewer) -> AnySelect:
    """Select references to ``count`` sources."""
    return _printed(SourceRefRow.select().select_from(Source), viewer).where(
        Source.id.in_(binds("source", count)), visible(Source, viewer)
    )


@prepared(SourceListRow)
def list_sources(
    *,
    shape: Shape = (),
    sort: str = "-recorded",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select a page of the sources that match every filter of ``shape``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    found = source_conditions(shape, viewer, seen=seen)
    statement = _joined(SourceListRow.select().select_from(Source), viewer)
    if has_words(shape):
        ids, order = select(Source.id).where(*found), ORDERS[sort]
        return page_of_found(statement, ids, order=order, place=place, limit=limit)
    return keyset_page(statement.where(*found), ORDERS[sort], place, limit=limit)


@prepared(TotalRow)
def count_sources(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many sources match every filter of ``shape``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    found = source_conditions(shape, viewer, seen=seen)
    return count_all(select(Source.id).where(*found))
