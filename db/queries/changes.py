"""Reads of the history."""

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    case,
    exists,
    false,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, StoredJson, column
from db.models import Analyst, Article, Change, Identity, Source
from db.models.change import Action
from db.queries.keyset import Order, Place, keyset_page
from db.queries.snapshots import RECORDS
from db.queries.visibility import PUBLIC, sees_all, visible
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer

NEXT = aliased(Change, name="next_change")
ONE = aliased(Source, name="one")
OTHER = aliased(Source, name="other")
ENTRY_IS_PUBLIC = Change.visibility == PUBLIC
READ = "read"  # an entry without a change and without a snapshot
NEWEST_FIRST = Order((Change.id,), descending=True)
OLDEST_FIRST = Order((Change.id,), descending=False)


# The snapshot before the next change is the snapshot after this one.
AFTER = (
    select(NEXT.before)
    .where(NEXT.resource == Change.resource, NEXT.record_id == Change.record_id)
    .where(NEXT.id > Change.id, NEXT.action != READ)
    .order_by(NEXT.id)
    .limit(1)
    .scalar_subquery()
)
ABOUT_ANALYSTS = {"analyst_id", "analyst_name"}


class NewestRow(Row):
    """The instant of an audit entry."""

    at: StoredInstant = column(Change.at)


@prepared(NewestRow)
def find_newest_change(*, viewer: Viewer) -> AnySelect:
    """Select the instant of the newest audit entry that the viewer may see."""
    seen = _of_visible(viewer, *RECORDS)
    return select(Change.at).where(seen).order_by(Change.id.desc()).limit(1)


class ChangeRow(Row):
    """A change, with the snapshots of its record before and after it.

    ``after`` is null for the newest change. The analyst is null for viewers who may not
    see analysts.
    """

    id: int = column(Change.id)
    at: StoredInstant = column(Change.at)
    analyst_id: int | None = column(Change.analyst_id)
    analyst_name: str | None = column(Analyst.name)
    request_id: str | None = column(Change.request_id)
    action: Action = column(Change.action)
    resource: str = column(Change.resource)
    record_id: int = column(Change.record_id)
    version: int = column(Change.version)
    before: StoredJson = column(Change.before)
    after: StoredJson = column(AFTER)
    reason: str | None = column(Change.reason)


def _entries(viewer: Viewer) -> AnySelect:
    """Select changes, with the columns that ``viewer`` may see."""
    shown = [
        null().label(one.key)
        if one.key in ABOUT_ANALYSTS and not viewer.sees_analysts
        else one
        for one in ChangeRow.labelled()
    ]
    return select(*shown).join(Analyst, Analyst.id == Change.analyst_id)


def _of_visible(viewer: Viewer, *resources: str) -> ColumnElement[bool]:
    """Match changes of records that ``viewer`` may see, live or withdrawn.

    Changes made while a record was restricted are hidden from the same viewers.
    """
    # A scalar subquery by id for each change. With IN, EXISTS or OR the databases
    # would read all records, or all changes and sort them.
    seen = (
        (
            Change.resource == resource,
            select(true())
            .where(RECORDS[resource].id == Change.record_id)
            .where(visible(RECORDS[resource], viewer, withdrawn=True))
            .where(*(_pair_seen(viewer) if resource == "identity" else ()))
            .where(true() if sees_all(RECORDS[resource], viewer) else ENTRY_IS_PUBLIC)
            .scalar_subquery(),
        )
        for resource in resources
    )
    return case(*seen, else_=false())


def _pair_seen(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """Match judgements on two visible sources."""
    pair = (Identity.source_a_id, ONE), (Identity.source_b_id, OTHER)
    return tuple(
        exists().where(end.id == source_id, visible(end, viewer, withdrawn=True))
        for source_id, end in pair
    )


@prepared(ChangeRow)
def list_history(
    *, resource: str, place: Place = Place(), limit: int, viewer: Viewer
) -> AnySelect:
    """Select the changes of the record ``record``, newest first."""
    statement = _entries(viewer).where(
        Change.resource == resource,
        Change.record_id == parameter("record"),
        _of_visible(viewer, resource),
    )
    return keyset_page(statement, NEWEST_FIRST, place, limit=limit)


class WithdrawalRow(Row):
    """When and why a record was withdrawn, if it is."""

    withdrawn_at: StoredInstant | None = column(Article.withdrawn_at)
    reason: str | None = column(Change.reason)


@prepared(WithdrawalRow)
def find_withdrawal(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select when and why the record ``record`` was withdrawn, if it is."""
    model = RECORDS[resource]
    public = true() if sees_all(model, viewer) else ENTRY_IS_PUBLIC
    reason = (
        select(Change.reason)
        .where(Change.resource == resource, Change.record_id == model.id, public)
        .where(Change.action == "withdraw")
        .order_by(Change.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(model.withdrawn_at, reason.label("reason")).where(
        model.id == parameter("record"), visible(model, viewer, withdrawn=True)
    )


class VersionRow(Row):
    """The end of a version: the snapshot before the change that replaced it."""

    before: StoredJson = column(Change.before)
    at: StoredInstant = column(Change.at)
    is_redacted: bool = column(false())


@prepared(VersionRow)
def find_version(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select the first change of the record ``record`` after the version ``number``.

    ``is_redacted`` is true if that change, or a later one, erased the version.
    """
    model = RECORDS[resource]
    erased = exists().where(
        NEXT.resource == Change.resource,
        NEXT.record_id == Change.record_id,
        NEXT.id >= Change.id,
        NEXT.action == "redact",
    )
    return (
        VersionRow.select(is_redacted=erased)
        .join(model, model.id == Change.record_id)
        .where(Change.resource == resource, Change.record_id == parameter("record"))
        .where(Change.version > parameter("number"), Change.before.is_not(None))
        .where(visible(model, viewer, withdrawn=True))
        .order_by(Change.id)
        .limit(1)
    )


@prepared(ChangeRow)
def list_feed(
    *, place: Place = Place(), limit: int, since: bool = False, viewer: Viewer
) -> AnySelect:
    """Select the changes of all records after the id ``after``, oldest first.

    With ``since``, start at the first change at or after that instant: instants never
    decrease with ids.
    """
    statement = _entries(viewer).where(
        Change.id > parameter("after"), _of_visible(viewer, *RECORDS)
    )
    if since:
        statement = statement.where(Change.id >= _first_id())
    return keyset_page(statement, OLDEST_FIRST, place, limit=limit)


def _first_id() -> ScalarSelect[int]:
    """Return the id of the first change at or after ``since``.

    # The index of changes begins with the resource: each resource is looked up.
    """
    asked, found = parameter("since", UtcDateTime()), aliased(Change, name="found")
    firsts = [
        select(func.min(first.at).label("at")).where(
            first.resource == literal_column(f"'{resource}'"), first.at >= asked
        )
        for resource in RECORDS
        for first in (aliased(Change, name=f"first_{resource}"),)
    ]
    earliest = select(func.min(union_all(*firsts).subquery("firsts").c.at))
    return (
        select(func.min(found.id))
        .where(found.resource.in_(RECORDS), found.at == earliest.scalar_subquery())
        .scalar_subquery()
    )
