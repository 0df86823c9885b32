"""Merged sources and their survivors, which represent them."""

from typing import Any, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    union,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Affiliation, Article, Source
from db.models.affiliation import BelongingRelation
from db.queries.filters import Binds, binds
from db.queries.visibility import refers, visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MEMBER = aliased(Source, name="member")
ORGANISATION = aliased(Source, name="organisation")
# A relative of a person, or someone close to a source, does not belong to it.
BELONGS: ColumnElement[bool] = Affiliation.relation.in_(get_args(BelongingRelation))


class SourceIdRow(Row):
    """The id of a source."""

    id: int = column(Source.id)


class PersonRow(SourceIdRow):
    """A person affiliated with an organisation; whether the start or end is known."""

    is_bounded: bool = column(cast(null(), Boolean()))


class MergedSourceRow(SourceIdRow):
    """A merged source and its survivor."""

    survivor_id: int = column(Source.survivor_id)


class MergedArticleRow(Row):
    """A merged article and its survivor."""

    id: int = column(Article.id)
    survivor_id: int = column(Article.survivor_id)


def survivor_of(source: Any) -> ColumnElement[int]:  # noqa: ANN401 - a mapped class or its alias
    """Return the id of the survivor of a source, or its own id."""
    return func.coalesce(source.survivor_id, source.id)


@prepared(SourceIdRow)
def find_survivor(*, viewer: Viewer) -> AnySelect:
    """Select and lock the survivor of the source ``source``."""
    return (
        select(survivor_of(Source).label("id"))
        .where(Source.id == parameter("source"), visible(Source, viewer))
        .with_for_update(read=True)
    )


def affiliated_with(organisations: Binds, viewer: Viewer) -> Select[int]:
    """Select the survivors of sources affiliated with one of the organisations."""
    return (
        select(survivor_of(MEMBER).label("id"))
        .join(Affiliation, Affiliation.source_id == MEMBER.id)
        .where(Affiliation.organisation_id.in_(organisations))
        .where(visible(MEMBER, viewer, withdrawn=True))
        .where(refers(Affiliation.organisation_id, Source, viewer))
    )


def people_of(organisations: Binds, viewer: Viewer) -> Select[int]:
    """Select the survivors of sources that belong to one of the organisations."""
    return affiliated_with(organisations, viewer).where(BELONGS)


def with_people(organisations: Binds, viewer: Viewer) -> CompoundSelect[int]:
    """Select the organisations and the sources affiliated with one of them.

    This is a single select: with two in an OR, PostgreSQL would read every row.
    """
    themselves = select(ORGANISATION.id).where(
        ORGANISATION.id.in_(organisations),
        visible(ORGANISATION, viewer, withdrawn=True),
    )
    return union(themselves, people_of(organisations, viewer))


def belonged_to(
    organisations: Binds,
    viewer: Viewer,
    *,
    step: Any,  # noqa: ANN401 - a mapped class or its alias
) -> ColumnElement[bool]:
    """Match steps of claims dated while their source belonged to an organisation."""
    since, until = Affiliation.held_from, Affiliation.held_to
    return exists().where(
        or_(MEMBER.id == step.source_id, MEMBER.survivor_id == step.source_id),
        Affiliation.source_id == MEMBER.id,
        Affiliation.organisation_id.in_(organisations),
        BELONGS,
        since.is_(None) | (since <= step.dated_at),
        until.is_(None) | (until > step.dated_at),
        visible(MEMBER, viewer, withdrawn=True),
    )


@prepared(PersonRow)
def list_people(*, count: int, limit: int, viewer: Viewer) -> AnySelect:
    """Select up to ``limit`` sources affiliated with ``count`` organisations."""
    is_bounded = Affiliation.held_from.is_not(None) | Affiliation.held_to.is_not(None)
    people = people_of(binds("organisation", count), viewer).add_columns(
        is_bounded.label("is_bounded")
    )
    return people.distinct().limit(literal_column(str(limit)))


def family_of(name: str, viewer: Viewer) -> Select[int]:
    """Select the ids of the source bound as ``name`` and of those merged into it."""
    survivor = parameter(name, BigInteger())
    family = or_(MEMBER.id == survivor, MEMBER.survivor_id == survivor)
    return select(MEMBER.id).where(family, visible(MEMBER, viewer, withdrawn=True))


@prepared(MergedArticleRow)
def list_articles_merged_into(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the articles that were merged into one of ``count`` articles."""
    return (
        MergedArticleRow.select()
        .where(Article.survivor_id.in_(binds("article", count)))
        .where(visible(Article, viewer))
        .order_by(Article.id)
    )


@prepared(MergedSourceRow)
def list_merged_into(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the sources that were merged into one of ``count`` sources."""
    return (
        MergedSourceRow.select()
        .where(Source.survivor_id.in_(binds("source", count)))
        .where(visible(Source, viewer))
        .order_by(Source.id)
    )
