"""Reads of sources with the same name, and of the data that distinguish them."""

from collections.abc import Collection
from typing import Any, Literal

from sqlalchemy import BigInteger, String, func, literal_column, null, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.models import Affiliation, Source, SourceIdentifier
from db.models.source import SourceKind
from db.queries.filters import batch_size, binds
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

NAMED = aliased(Source, name="named")
TIED = aliased(Source, name="tied")
COMPUTED: Any = null()  # depends on the viewer: the builder computes it


class NamesakeRow(Row):
    """A source with the data that distinguish it from its namesakes."""

    id: int = column(Source.id)
    name: str = column(Source.name)
    kind: SourceKind = column(Source.kind)
    folded: str = column(Source.folded)
    organisation: str | None = column(COMPUTED)
    country_code: str | None = column(Source.country_code)
    scheme: str | None = column(COMPUTED)
    value: str | None = column(COMPUTED)


class SharedNameRow(Row):
    """The folded name of several sources."""

    folded: str = column(Source.folded)


@prepared(NamesakeRow)
def list_namesakes(
    *, by: Literal["id", "folded"], count: int, viewer: Viewer
) -> AnySelect:
    """Select the named sources with one of ``count`` folded names.

    If ``by`` is the id, these are the names of ``count`` sources.
    """
    selected = NamesakeRow.select(
        organisation=_organisation(viewer),
        scheme=_identifier(SourceIdentifier.scheme),
        value=_identifier(SourceIdentifier.value),
    )
    return (
        selected.where(Source.folded.in_(_names(by, count=count, viewer=viewer)))
        .where(Source.article_id.is_(None), Source.merged_into_id.is_(None))
        .where(visible(Source, viewer))
        .order_by(Source.id)
    )


@prepared(SharedNameRow)
def list_shared_names(*, count: int, viewer: Viewer) -> AnySelect:
    """Select those of ``count`` folded names that several named sources have or had."""
    return (
        SharedNameRow.select()
        .where(Source.folded.in_(binds("source", count, String())))
        .where(Source.article_id.is_(None), visible(Source, viewer, withdrawn=True))
        .group_by(Source.folded)
        .having(func.count() > literal_column("1"))
    )


def _names(by: str, *, count: int, viewer: Viewer) -> Any:  # noqa: ANN401 - what IN takes
    if by == "folded":
        return binds("source", count, String())
    given = NAMED.id.in_(binds("source", count, BigInteger()))
    return select(NAMED.folded).where(given, visible(NAMED, viewer, withdrawn=True))


def folded_names(names: Collection[str]) -> dict[str, str]:
    """Return folded names as bind values, padded with a name that nobody has."""
    padded = [*names, *[""] * (batch_size(len(names)) - len(names))]
    return {f"source__{number}": name for number, name in enumerate(padded)}


def _organisation(viewer: Viewer) -> Any:  # noqa: ANN401 - a scalar subquery
    """Select the name of the first visible organisation."""
    return (
        select(TIED.name)
        .join(Affiliation, Affiliation.organisation_id == TIED.id)
        .where(Affiliation.source_id == Source.id)
        .where(visible(TIED, viewer, withdrawn=True))
        .order_by(Affiliation.id)
        .limit(1)
        .scalar_subquery()
    )


def _identifier(part: Any) -> Any:  # noqa: ANN401 - a mapped attribute, a subquery
    """Select a column of the first identifier."""
    return (
        select(part)
        .where(SourceIdentifier.source_id == Source.id)
        .order_by(SourceIdentifier.id)
        .limit(1)
        .scalar_subquery()
    )
