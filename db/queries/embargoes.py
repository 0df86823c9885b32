"""Reads of records whose embargo has ended."""

from sqlalchemy import ColumnElement, exists, false, literal_column, or_, select, true

from db.engine.prepared import parameter, prepared
from db.models import Article, Claim, Described, Editable, Fact, Source, Tag
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer

# Sorted: each resource follows its dependencies.
WITH_EMBARGO: tuple[type[Editable], ...] = (Tag, Fact, Article, Source, Claim)


@prepared(IdRow)
def find_ended(*, viewer: Viewer) -> AnySelect:
    """Select ``id`` 1 if any embargo has ended by ``at``, else nothing."""
    ended = (
        exists().where(_ended(model), visible(model, viewer, withdrawn=True))
        for model in WITH_EMBARGO
    )
    return select(literal_column("1").label("id")).where(or_(*ended))


@prepared(IdRow)
def list_ended(
    *, resource: str, inherited: bool, limit: int, viewer: Viewer
) -> AnySelect:
    """Select records whose embargo has ended by ``at``, the earliest first.

    Either those with an ``inherited`` embargo, or the others.
    """
    (model,) = (one for one in WITH_EMBARGO if one.__tablename__ == resource)
    return (
        select(model.id)
        .where(_ended(model), _inherits(model, inherited))
        .where(visible(model, viewer, withdrawn=True))
        .order_by(model.embargo_until, model.id)
        .limit(literal_column(str(limit)))
    )


def _inherits(model: type[Editable], inherited: bool) -> ColumnElement[bool]:
    if issubclass(model, Described):
        return model.embargo_inherited.is_(inherited)
    return false() if inherited else true()


def _ended(model: type[Editable]) -> ColumnElement[bool]:
    return model.embargo_until <= parameter("at", UtcDateTime())
