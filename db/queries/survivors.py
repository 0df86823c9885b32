"""Sources that were merged, and what is left of them: the survivor answers for all."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Select,
    func,
    literal_column,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, prepared
from db.models import Affiliation, Source
from db.queries.filters import Binds, binds
from db.queries.visibility import refers, visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MEMBER = aliased(Source, name="member")
ORGANISATION = aliased(Source, name="organisation")


def survivor_of(source: Any) -> ColumnElement[int]:  # noqa: ANN401 - a mapped class or its alias
    """Return the id of what is left of a source: its own, or that of the survivor."""
    return func.coalesce(source.survivor_id, source.id)


@prepared
def find_survivor(*, viewer: Viewer) -> AnySelect:
    """Select what is left of the source ``source``, and keep it so."""
    return (
        select(survivor_of(Source).label("id"))
        .where(Source.id == parameter("source"), visible(Source, viewer))
        .with_for_update(read=True)
    )


def people_of(organisations: Binds, viewer: Viewer) -> Select[int]:
    """Select who is affiliated with one of the organisations, as they now live on."""
    return (
        select(survivor_of(MEMBER).label("id"))
        .join(Affiliation, Affiliation.source_id == MEMBER.id)
        .where(Affiliation.organisation_id.in_(organisations))
        .where(visible(MEMBER, viewer, withdrawn=True))
        .where(refers(Affiliation.organisation_id, Source, viewer))
    )


def with_people(organisations: Binds, viewer: Viewer) -> CompoundSelect[int]:
    """Select the organisations and who is affiliated with one of them.

    In one select: of two that are joined by OR, PostgreSQL looks into every row.
    """
    themselves = select(ORGANISATION.id).where(
        ORGANISATION.id.in_(organisations),
        visible(ORGANISATION, viewer, withdrawn=True),
    )
    return union(themselves, people_of(organisations, viewer))


@prepared
def list_people(*, count: int, limit: int, viewer: Viewer) -> AnySelect:
    """Select ``limit`` at most of those affiliated with ``count`` organisations."""
    people = people_of(binds("organisation", count), viewer).subquery()
    return select(people.c.id).distinct().limit(literal_column(str(limit)))


def family_of(name: str, viewer: Viewer) -> Select[int]:
    """Select the ids of the source bound as ``name`` and of those merged into it."""
    survivor = parameter(name, BigInteger())
    family = or_(MEMBER.id == survivor, MEMBER.survivor_id == survivor)
    return select(MEMBER.id).where(family, visible(MEMBER, viewer, withdrawn=True))


@prepared
def list_merged_into(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the sources that live on in one of ``count`` others."""
    return (
        select(Source.id, Source.survivor_id)
        .where(Source.survivor_id.in_(binds("source", count)))
        .where(visible(Source, viewer))
        .order_by(Source.id)
    )
