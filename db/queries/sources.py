"""Reads over sources."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    String,
    exists,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import (
    Article,
    Attribution,
    Claim,
    Source,
    SourceIdentifier,
    SourceName,
)
from db.models.source import UNNAMED
from db.queries.filters import (
    Binds,
    Condition,
    Filter,
    Shape,
    binds,
    conditions,
    contains_words,
    one_of,
)
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import article_columns, referring, source_columns
from db.queries.survivors import people_of, survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OUTLET = aliased(Source, name="outlet")
SURVIVOR = aliased(Source, name="survivor")
CALLED = aliased(Source, name="called")
MERGED = aliased(Source, name="merged")  # into one that is listed

ORDERS = {
    "-recorded": Order((Source.created_at, Source.id), descending=True),
    "recorded": Order((Source.created_at, Source.id), descending=False),
    "name": Order((Source.folded, Source.id), descending=False),
}

ROW = (
    Source.id,
    Source.version,
    Source.name,
    Source.kind,
    Article.id.label("article_id"),
    *article_columns(Article, OUTLET, "article"),
    Source.ordinal,
    Source.people,
    Source.sector,
    Source.seniority,
    Source.country_code,
    Source.language,
    Source.description,
    SURVIVOR.id.label("merged_into_id"),
    *source_columns(SURVIVOR, "merged_into"),
    Source.visibility,
    Source.embargo_until,
    Source.note,
    Source.created_at,
    Source.updated_at,
    Source.withdrawn_at,
    Source.folded,
)


def _called(source: Any) -> Condition:  # noqa: ANN401 - a mapped class or its alias
    """Match sources with every word in the name, or every word in one other name."""

    def condition(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
        other = exists().where(
            SourceName.source_id == source.id,
            contains_words(SourceName.folded)(given, viewer),
        )
        return contains_words(source.folded)(given, viewer) | other

    return condition


def _identified(source: Any) -> Condition:  # noqa: ANN401 - as above
    """Match by scheme and value, which take turns in what is given."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        pairs = zip(given[::2], given[1::2], strict=True)
        identifier = (
            (SourceIdentifier.scheme == scheme) & (SourceIdentifier.value == value)
            for scheme, value in pairs
        )
        return exists().where(SourceIdentifier.source_id == source.id, or_(*identifier))

    return condition


def _answering(known_by: Callable[[Any], Condition]) -> Condition:
    """Match sources by what they are known by, or what is merged into them is."""

    def condition(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
        # Of the same visibility, or a source would be found by what is hidden.
        merged = select(MERGED.survivor_id, MERGED.visibility).where(
            MERGED.survivor_id.is_not(None), known_by(MERGED)(given, viewer)
        )
        own = known_by(Source)(given, viewer)
        return own | tuple_(Source.id, Source.visibility).in_(merged)

    return condition


def _quoted_in(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    quoted = (
        select(Attribution.source_id)
        .join(Claim)
        .where(Claim.article_id.in_(given), visible(Claim, viewer))
    )
    return Source.id.in_(quoted)


def _affiliated_with(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    return Source.id.in_(people_of(given, viewer))


FILTERS: dict[str, Filter] = {
    "q": (String(), _answering(_called)),
    "kind": one_of(Source.kind),
    "sector": one_of(Source.sector),
    "country": one_of(Source.country_code),
    "organisation": (BigInteger(), _affiliated_with),
    "article": (BigInteger(), _quoted_in),
    "anonymous": (Boolean(), lambda given, _: Source.kind.in_(UNNAMED).in_(given)),
    "identifier": (String(), _answering(_identified)),
}


def _printed(statement: AnySelect, viewer: Viewer) -> AnySelect:
    """Join the article that an unnamed source belongs to."""
    statement = referring(statement, Article, Source.article_id, viewer=viewer)
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)


def _joined(statement: AnySelect, viewer: Viewer) -> AnySelect:
    statement = _printed(statement, viewer)
    return referring(statement, SURVIVOR, Source.merged_into_id, viewer=viewer)


@untyped
def get_source(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the source with the id ``source``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    return _joined(select(*ROW).select_from(Source), viewer).where(
        Source.id == parameter("source"), seen
    )


@untyped
def list_source_refs(*, count: int, viewer: Viewer) -> AnySelect:
    """Select what other records show of ``count`` sources."""
    columns = (Source.id, Source.name, Source.kind)
    printed = article_columns(Article, OUTLET, "article")
    return _printed(select(*columns, *printed).select_from(Source), viewer).where(
        Source.id.in_(binds("source", count)), visible(Source, viewer)
    )


@untyped
def list_sources(
    *,
    shape: Shape = (),
    sort: str = "-recorded",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select a page of the sources that every filter of ``shape`` lets through."""
    statement = _joined(select(*ROW).select_from(Source), viewer).where(
        visible(Source, viewer, withdrawn=withdrawn),
        Source.merged_into_id.is_(None),
        *conditions(shape, FILTERS, viewer),
    )
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@untyped
def count_sources(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many sources every filter of ``shape`` lets through."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    return select(func.count(Source.id).label("total")).where(
        seen, Source.merged_into_id.is_(None), *conditions(shape, FILTERS, viewer)
    )


@untyped
def find_sources(*, count: int, viewer: Viewer) -> AnySelect:
    """Select which of ``count`` sources exist, and keep them from being withdrawn."""
    return (
        select(
            Source.id,
            Source.name,
            Source.kind,
            Source.article_id,
            Source.visibility,
            Source.embargo_until,
            Source.merged_into_id,
        )
        .where(Source.id.in_(binds("source", count)), visible(Source, viewer))
        .with_for_update(read=True)
    )


@untyped
def find_named_sources(*, kinds: tuple[str, ...], viewer: Viewer) -> AnySelect:
    """Select the named sources called ``folded``, by their name or another one.

    One that is merged is found as what is left of it.
    """
    other = select(SourceName.source_id).where(
        SourceName.folded == parameter("folded", String())
    )
    called = (CALLED.folded == parameter("folded", String())) | CALLED.id.in_(other)
    found = select(survivor_of(CALLED)).where(
        called, CALLED.kind.in_(kinds), visible(CALLED, viewer)
    )
    return (
        select(Source.id, Source.name, Source.kind, Source.visibility)
        .where(Source.id.in_(found), visible(Source, viewer))
        .order_by(Source.id)
    )


@untyped
def find_unnamed_source(*, viewer: Viewer) -> AnySelect:
    """Select the unnamed source of an article by ``kind folded ordinal``.

    One that is merged is found as what is left of it.
    """
    found = select(survivor_of(CALLED)).where(
        CALLED.article_id == parameter("article"),
        CALLED.kind == parameter("kind"),
        CALLED.folded == parameter("folded"),
        CALLED.ordinal == parameter("ordinal"),
        visible(CALLED, viewer),
    )
    return select(Source.id, Source.name, Source.kind, Source.visibility).where(
        Source.id.in_(found), visible(Source, viewer)
    )
