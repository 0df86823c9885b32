"""Reads that match sources by id, by name, or by the words of an article."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    String,
    cast,
    false,
    select,
    true,
    union_all,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Source, SourceName
from db.models.base import Visibility
from db.models.source import SourceKind
from db.queries.filters import binds
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

CALLED = aliased(Source, name="called")


class MatchedSourceRow(Row):
    """A source that matches a description."""

    id: int = column(Source.id)
    name: str = column(Source.name)
    kind: SourceKind = column(Source.kind)
    visibility: Visibility = column(Source.visibility)


class CalledSourceRow(Row):
    """A source with a looked-up name, and its survivor.

    ``called`` is what was looked up, as text.
    """

    called: str = column(Source.folded)
    id: int = column(Source.id)
    kind: SourceKind = column(Source.kind)
    survivor_id: int = column(Source.survivor_id)
    is_own_name: bool = column(Source.id)


class LockedSourceRow(MatchedSourceRow):
    """A source that a write refers to, locked, with Python values."""

    article_id: int | None = column(Source.article_id)
    embargo_until: datetime | None = column(Source.embargo_until)
    merged_into_id: int | None = column(Source.merged_into_id)
    survivor_id: int | None = column(Source.survivor_id)
    has_namesakes: bool = column(Source.has_namesakes)


@prepared(LockedSourceRow)
def find_sources(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the existing ones of ``count`` sources, locked against withdrawal."""
    return (
        LockedSourceRow.select()
        .where(Source.id.in_(binds("source", count)), visible(Source, viewer))
        .with_for_update(read=True)
    )


@prepared(MatchedSourceRow)
def find_named_sources(
    *, by: Literal["folded", "match_key"], kinds: tuple[str, ...], viewer: Viewer
) -> AnySelect:
    """Select the sources with the key ``called`` in any of their names.

    A merged source is returned as its survivor.
    """
    key = parameter("called", String())
    other = select(SourceName.source_id).where(getattr(SourceName, by) == key)
    called = (getattr(CALLED, by) == key) | CALLED.id.in_(other)
    found = select(survivor_of(CALLED)).where(
        called, CALLED.kind.in_(kinds), visible(CALLED, viewer)
    )
    return (
        MatchedSourceRow.select()
        .where(Source.id.in_(found), visible(Source, viewer))
        .order_by(Source.id)
    )


@prepared(CalledSourceRow)
def find_called(
    *, by: Literal["folded", "match_key"], count: int, viewer: Viewer
) -> AnySelect:
    """Select the named sources with one of ``count`` keys, with their survivors.

    The kind is that of the survivor. A source comes once for each of its names.
    """
    keys = binds("called", count, String())
    seen = visible(CALLED, viewer) & visible(Source, viewer)
    own, other = getattr(CALLED, by), getattr(SourceName, by)
    named = _called(own, is_own=True).where(seen, own.in_(keys))
    also_named = (
        _called(other, is_own=False)
        .join(SourceName, SourceName.source_id == CALLED.id)
        .where(seen, other.in_(keys))
    )
    found = union_all(named, also_named).subquery("found").c
    return select(*found).order_by(found.id, found.is_own_name.desc())


@prepared(CalledSourceRow)
def find_named_source(*, viewer: Viewer) -> AnySelect:
    """Select the named source with the id ``source``, with its survivor."""
    seen = visible(CALLED, viewer) & visible(Source, viewer)
    one: AnySelect = _called(cast(CALLED.id, String()), is_own=True).where(seen)
    return one.where(CALLED.id == parameter("source", BigInteger()))


def _called(called: Any, *, is_own: bool) -> Any:  # noqa: ANN401 - an attribute, a select to narrow
    """Select named sources with their survivors."""
    own = true() if is_own else false()
    return (
        select(
            called.label("called"),
            CALLED.id,
            Source.kind,
            Source.id.label("survivor_id"),
            own.label("is_own_name"),
        )
        .join(Source, Source.id == survivor_of(CALLED))
        .where(CALLED.article_id.is_(None))
    )


@prepared(CalledSourceRow)
def find_unnamed_source(*, viewer: Viewer) -> AnySelect:
    """Select the unnamed source of an article by ``kind match_key ordinal``.

    A merged source is returned with its survivor.
    """
    return (
        select(
            CALLED.match_key.label("called"),
            CALLED.id,
            CALLED.kind,
            Source.id.label("survivor_id"),
            true().label("is_own_name"),
        )
        .join(Source, Source.id == survivor_of(CALLED))
        .where(
            CALLED.article_id == parameter("article"),
            CALLED.kind == parameter("kind"),
            CALLED.match_key == parameter("match_key"),
            CALLED.ordinal == parameter("ordinal"),
        )
        .where(visible(CALLED, viewer), visible(Source, viewer))
    )
