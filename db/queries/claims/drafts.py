"""Counts of the drafts that match the filters of a list but are left out of it."""

from typing import Any

from sqlalchemy import ColumnElement, literal_column, select, union

from db.engine.prepared import prepared
from db.models import Article, Claim
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import DRIVERS, Driver, driven, of_each, several
from db.queries.filters import Shape
from db.queries.rows import TotalRow, count_up_to
from db.queries.visibility import PUBLIC, visible
from db.values.totals import MAX_TOTAL
from db.values.types import AnySelect
from db.values.viewer import Viewer

# A literal: the databases do not use a partial index for a bound value.
IS_DRAFT: ColumnElement[bool] = literal_column("claim.review") == literal_column(
    "'draft'"
)


@prepared(TotalRow)
def count_drafts(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many drafts match every filter of ``shape``, up to ``MAX_TOTAL``."""
    if not withdrawn and shape in {((name, 1),) for name in DRIVERS}:
        return count_up_to(MAX_TOTAL, _in_index(shape[0][0], viewer))
    if name := several(shape):
        of: dict[str, Any] = {"viewer": viewer, "withdrawn": withdrawn}
        each = (
            one.where(IS_DRAFT, *_in_parts(driver, **of))
            for one, driver in of_each(name, (Claim.id,), shape, **of)
        )
        return count_up_to(MAX_TOTAL, union(*each))
    return count_up_to(MAX_TOTAL, matching_drafts(shape, viewer, withdrawn=withdrawn))


def matching_drafts(
    shape: Shape, viewer: Viewer, *, withdrawn: bool = False, articles: bool = False
) -> AnySelect:
    """Select the ids of the drafts that match every filter of ``shape``.

    With ``articles``, join their articles even if no filter needs them.
    """
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    statement, rest, driver = driven((Claim.id,), shape, viewer)
    if articles or any(part in OF_ARTICLES for part, _ in rest):
        statement = statement.join(Article, Article.id == Claim.article_id)
    conditions = claim_conditions(rest, viewer, driver=driver, in_order=True)
    of_parts = _in_parts(driver, viewer, withdrawn=withdrawn)
    return statement.where(IS_DRAFT, seen, *of_parts, *conditions)


def _in_index(name: str, viewer: Viewer) -> AnySelect:
    """Select the parts of drafts for one value of a filter, with an index-only scan."""
    driver, met = DRIVERS[name]
    in_parts = _in_parts(driver, viewer, withdrawn=False)
    return select(driver.claim_id).where(met(0, viewer), *in_parts)


def _in_parts(
    driver: Driver | None, viewer: Viewer, *, withdrawn: bool
) -> list[ColumnElement[bool]]:
    """Return the condition that reads the index of drafts of a ``driver``."""
    return [] if driver is None or withdrawn else [is_draft(driver, viewer)]


def is_draft(part: Any, viewer: Viewer) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped class or its alias
    """Match steps, subjects, tags or stances of drafts that the viewer may see."""
    visibility: ColumnElement[str | None] = part.draft_visibility
    return visibility.is_not(None) if viewer.sees_restricted else visibility == PUBLIC
