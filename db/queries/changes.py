"""Reads over the history."""

from sqlalchemy import ColumnElement, case, exists, false, null, select, true
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Analyst, Change, Identity, Source
from db.queries.keyset import Order, Place, keyset_page
from db.queries.snapshots import RECORDS
from db.queries.visibility import PUBLIC, sees_all, visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

NEXT = aliased(Change, name="next_change")
ONE = aliased(Source, name="one")
OTHER = aliased(Source, name="other")
LINE_IS_PUBLIC = Change.visibility == PUBLIC
READ = "read"  # finds what the line before it has made
NEWEST_FIRST = Order((Change.id,), descending=True)
OLDEST_FIRST = Order((Change.id,), descending=False)


def _lines(viewer: Viewer) -> AnySelect:
    """Select changes, each with the image that its successor found: what it made."""
    analyst = (Change.analyst_id, Analyst.name)
    analyst_id, name = analyst if viewer.sees_analysts else (null(), null())
    following = (
        select(NEXT.before)
        .where(NEXT.resource == Change.resource, NEXT.record_id == Change.record_id)
        .where(NEXT.id > Change.id, NEXT.action != READ)
        .order_by(NEXT.id)
        .limit(1)
        .scalar_subquery()
    )
    return select(
        Change.id,
        Change.at,
        analyst_id.label("analyst_id"),
        name.label("analyst_name"),
        Change.request_id,
        Change.action,
        Change.resource,
        Change.record_id,
        Change.version,
        Change.before,
        following.label("after"),
        Change.reason,
    ).join(Analyst, Analyst.id == Change.analyst_id)


def _of_visible(viewer: Viewer, *resources: str) -> ColumnElement[bool]:
    """Match changes of records that ``viewer`` may see, live or withdrawn.

    A record that was restricted once shows nothing of that time.
    """
    # Each looked up by its id. As "in", as "exists" or with "or" the databases would
    # rather read all records there are, or all changes and sort them.
    seen = (
        (
            Change.resource == resource,
            select(true())
            .where(RECORDS[resource].id == Change.record_id)
            .where(visible(RECORDS[resource], viewer, withdrawn=True))
            .where(*(_pair_seen(viewer) if resource == "identity" else ()))
            .where(true() if sees_all(RECORDS[resource], viewer) else LINE_IS_PUBLIC)
            .scalar_subquery(),
        )
        for resource in resources
    )
    return case(*seen, else_=false())


def _pair_seen(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """Match judgements of two sources that may both be seen."""
    pair = (Identity.source_a_id, ONE), (Identity.source_b_id, OTHER)
    return tuple(
        exists().where(end.id == source_id, visible(end, viewer, withdrawn=True))
        for source_id, end in pair
    )


@untyped
def list_history(
    *, resource: str, place: Place = Place(), limit: int, viewer: Viewer
) -> AnySelect:
    """Select the changes of the record ``record``, newest first."""
    statement = _lines(viewer).where(
        Change.resource == resource,
        Change.record_id == parameter("record"),
        _of_visible(viewer, resource),
    )
    return keyset_page(statement, NEWEST_FIRST, place, limit=limit)


@untyped
def list_feed(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select the changes of all records behind the id ``since``, oldest first."""
    statement = _lines(viewer).where(
        Change.id > parameter("since"), _of_visible(viewer, *RECORDS)
    )
    return keyset_page(statement, OLDEST_FIRST, place, limit=limit)
