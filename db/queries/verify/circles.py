"""Checks that what points at its own kind never comes back to where it began."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from db.engine.prepared import prepared
from db.models import Article, Fact, Source
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(ViolationRow)
def reprints(*, viewer: Viewer) -> AnySelect:
    """Select articles that a walk from reprint to original comes back to."""
    return violations(Article, viewer, _comes_back(Article, "root_article_id"))


@prepared(ViolationRow)
def merges(*, viewer: Viewer) -> AnySelect:
    """Select sources that a walk from merged one to survivor comes back to."""
    return violations(Source, viewer, _comes_back(Source, "merged_into_id"))


@prepared(ViolationRow)
def merged_facts(*, viewer: Viewer) -> AnySelect:
    """Select facts that a walk from merged one to survivor comes back to."""
    return violations(Fact, viewer, _comes_back(Fact, "merged_into_id"))


@prepared(ViolationRow)
def parts(*, viewer: Viewer) -> AnySelect:
    """Select facts that a walk from part to whole comes back to."""
    return violations(Fact, viewer, _comes_back(Fact, "parent_id"))


def _comes_back(model: Any, pointer: str) -> ColumnElement[bool]:  # noqa: ANN401 - either model
    """Match rows that can be reached from themselves along ``pointer``."""
    first, behind, further = (aliased(model) for _ in range(3))
    # Only what is pointed at and points on can be in a circle: they are few.
    walk = (
        select(first.id.label("start"), getattr(first, pointer).label("reached"))
        .where(getattr(first, pointer).is_not(None))
        .where(exists().where(getattr(behind, pointer) == first.id))
        .cte(recursive=True)
    )
    onward = (
        select(walk.c.start, getattr(further, pointer))
        .join(further, further.id == walk.c.reached)
        .where(getattr(further, pointer).is_not(None))
    )
    walk = walk.union(onward)  # drops what it has seen, and so comes to an end
    circles = select(walk.c.start).where(walk.c.start == walk.c.reached)
    return model.id.in_(circles)  # type: ignore[no-any-return]
