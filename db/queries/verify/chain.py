"""Reads of audit entries for checking the hash chain; only the role gives access."""

from sqlalchemy import String, cast, exists, select

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Change
from db.models.change import ATTESTED
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.snapshots import LOGGED
from db.queries.visibility import keys_seen
from db.values.types import AnySelect
from db.values.viewer import Viewer

PORTION = 500  # entries or records per read
STORED = cast(Change.before, String)  # the text that the digest covers


class StateRow(Row):
    """An entry with the digest of the state after it."""

    id: int = column(Change.id)
    record_id: int = column(Change.record_id)
    salt: str | None = column(Change.salt)
    state: str | None = column(Change.state)
    shape: str | None = column(Change.shape)
    stored: str | None = column(STORED)


class EntryRow(StateRow):
    """An entry with all columns that its hash and its digest cover."""

    at: StoredInstant = column(Change.at)
    analyst_id: int = column(Change.analyst_id)
    request_id: str | None = column(Change.request_id)
    batch_id: int | None = column(Change.batch_id)
    action: str = column(Change.action)
    resource: str = column(Change.resource)
    version: int = column(Change.version)
    visibility: str = column(Change.visibility)
    digest: str = column(Change.digest)
    hash: str = column(Change.hash)
    reason: str | None = column(Change.reason)


class ErasedRow(Row):
    """An entry of a redacted record, as the redaction left it."""

    id: int = column(Change.id)
    stored: str | None = column(STORED)
    reason: str | None = column(Change.reason)


class NewestRow(Row):
    """The newest entry, to which the next one will be chained."""

    id: int = column(Change.id)
    at: StoredInstant = column(Change.at)
    hash: str = column(Change.hash)


@prepared(EntryRow)
def list_entries(*, viewer: Viewer) -> AnySelect:
    """Select a portion of the entries after the id ``after``."""
    following = Change.id > parameter("after")
    entries = EntryRow.select().where(following, keys_seen(viewer))
    return entries.order_by(Change.id).limit(PORTION)


@prepared(NewestRow)
def find_newest(*, viewer: Viewer) -> AnySelect:
    """Select the newest entry."""
    newest = NewestRow.select().where(keys_seen(viewer))
    return newest.order_by(Change.id.desc()).limit(1)


@prepared(IdRow)
def find_redaction(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select the first redaction of ``record`` after ``after`` that was not erased."""
    redactions = select(Change.id).where(
        Change.resource == resource,
        Change.record_id == parameter("record"),
        Change.id > parameter("after"),
        Change.action == "redact",
        Change.salt.is_not(None),
        keys_seen(viewer),
    )
    return redactions.order_by(Change.id).limit(1)


@prepared(ErasedRow)
def list_erased(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select the entries of ``record`` before ``until`` as redactions left them."""
    return (
        ErasedRow.select()
        .where(Change.resource.in_([resource, f"{resource}{ATTESTED}"]))
        .where(Change.record_id == parameter("record"), Change.salt.is_(None))
        .where(Change.id < parameter("until"), keys_seen(viewer))
        .order_by(Change.id)
    )


@prepared(IdRow)
def list_logged(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select a portion of the ids after ``after`` of records with entries."""
    return (
        select(Change.record_id.label("id"))
        .distinct()
        .where(Change.resource.in_([resource, f"{resource}{ATTESTED}"]))
        .where(Change.record_id > parameter("after"), keys_seen(viewer))
        .order_by(Change.record_id)
        .limit(PORTION)
    )


@prepared(StateRow)
def list_states(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select the entries of ``count`` records, oldest first."""
    return (
        StateRow.select()
        .where(Change.resource.in_([resource, f"{resource}{ATTESTED}"]))
        .where(Change.record_id.in_(binds("record", count)), keys_seen(viewer))
        .order_by(Change.record_id, Change.id)
    )


@prepared(IdRow)
def list_unlogged(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select a portion of the records without any entry."""
    model = LOGGED[resource]
    logged = exists().where(
        Change.resource.in_([resource, f"{resource}{ATTESTED}"]),
        Change.record_id == model.id,
    )
    unlogged = select(model.id).where(~logged, keys_seen(viewer))
    return unlogged.order_by(model.id).limit(PORTION)


@prepared(IdRow)
def list_unattested(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select a portion of the records after ``after`` that need to be attested.

    The newest entry of such a record has no digest with the columns of ``shape``.
    """
    model = LOGGED[resource]
    attested = exists().where(
        Change.resource.in_([resource, f"{resource}{ATTESTED}"]),
        Change.record_id == model.id,
        Change.shape == parameter("shape"),
    )
    unattested = select(model.id).where(
        model.id > parameter("after"), ~attested, keys_seen(viewer)
    )
    return unattested.order_by(model.id).limit(PORTION)
