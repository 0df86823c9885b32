"""Reads of names that may belong to the same source."""

from sqlalchemy import BigInteger, String, or_, select

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Source, SourceName
from db.queries.filters import ESCAPE, binds
from db.queries.survivors import family_of, survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OTHER = aliased(Source, name="other")


class OwnNameRow(Row):
    """A name of a source."""

    name: str = column(Source.name)


class NameLikeRow(Row):
    """A name of another source, and the survivor of that source."""

    id: int = column(Source.id)
    survivor_id: int = column(Source.survivor_id)
    name: str = column(Source.name)


@prepared(OwnNameRow)
def list_own_names(*, viewer: Viewer) -> AnySelect:
    """Select all names of the source ``source`` and of sources merged into it."""
    own = Source.id.in_(family_of("source", viewer))
    other_names = (
        select(SourceName.name)
        .join(Source, Source.id == SourceName.source_id)
        .where(own, visible(Source, viewer))
    )
    names = select(Source.name).where(own, visible(Source, viewer)).union(other_names)
    return select(names.subquery("names").c.name)


@prepared(NameLikeRow)
def list_names_like(*, count: int, kinds: tuple[str, ...], viewer: Viewer) -> AnySelect:
    """Select names of named sources of ``kinds`` that contain one of ``count`` parts.

    Names of ``source`` itself are excluded; ``survivor_id`` is the survivor of each.
    """
    parts = binds("part", count, String())
    sought = (
        OTHER.article_id.is_(None),
        OTHER.kind.in_(kinds),
        OTHER.id != parameter("source", BigInteger()),
        visible(OTHER, viewer),
    )
    columns = (OTHER.id, survivor_of(OTHER).label("survivor_id"))
    named = select(*columns, OTHER.name).where(
        *sought, or_(*(OTHER.folded.contains(part, escape=ESCAPE) for part in parts))
    )
    called = (
        select(*columns, SourceName.name)
        .join(SourceName, SourceName.source_id == OTHER.id)
        .where(*sought)
        .where(or_(*(SourceName.folded.contains(p, escape=ESCAPE) for p in parts)))
    )
    names = named.union_all(called).subquery("names")
    return select(names.c.id, names.c.survivor_id, names.c.name)
