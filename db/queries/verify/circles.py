"""Checks that references within one table have no cycles."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Article, Claim, Fact, Source
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(ViolationRow)
def reprints(*, viewer: Viewer) -> AnySelect:
    """Select articles that are reprints of themselves, through others."""
    return violations(Article, viewer, _is_in_cycle(Article, "root_article_id"))


@prepared(ViolationRow)
def merges(*, viewer: Viewer) -> AnySelect:
    """Select sources that are merged into themselves, through others."""
    return violations(Source, viewer, _is_in_cycle(Source, "merged_into_id"))


@prepared(ViolationRow)
def merged_articles(*, viewer: Viewer) -> AnySelect:
    """Select articles that are merged into themselves, through others."""
    return violations(Article, viewer, _is_in_cycle(Article, "merged_into_id"))


@prepared(ViolationRow)
def merged_claims(*, viewer: Viewer) -> AnySelect:
    """Select claims that are merged into themselves, through others."""
    return violations(Claim, viewer, _is_in_cycle(Claim, "merged_into_id"))


@prepared(ViolationRow)
def merged_facts(*, viewer: Viewer) -> AnySelect:
    """Select facts that are merged into themselves, through others."""
    return violations(Fact, viewer, _is_in_cycle(Fact, "merged_into_id"))


@prepared(ViolationRow)
def parts(*, viewer: Viewer) -> AnySelect:
    """Select facts that are parts of themselves, through others."""
    return violations(Fact, viewer, _is_in_cycle(Fact, "parent_id"))


def _is_in_cycle(model: Any, pointer: str) -> ColumnElement[bool]:  # noqa: ANN401 - either model
    """Match rows that are reachable from themselves along ``pointer``."""
    first, previous, following = (aliased(model) for _ in range(3))
    # Only rows that refer and are referred to can be in a cycle; there are few.
    path = (
        select(first.id.label("start"), getattr(first, pointer).label("reached"))
        .where(getattr(first, pointer).is_not(None))
        .where(exists().where(getattr(previous, pointer) == first.id))
        .cte(recursive=True)
    )
    extended = (
        select(path.c.start, getattr(following, pointer))
        .join(following, following.id == path.c.reached)
        .where(getattr(following, pointer).is_not(None))
    )
    path = path.union(extended)  # UNION drops repeated rows, so it terminates
    cycles = select(path.c.start).where(path.c.start == path.c.reached)
    return model.id.in_(cycles)  # type: ignore[no-any-return]  # SQLAlchemy's
