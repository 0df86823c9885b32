"""Appends the audit entries of a transaction, each chained to the one before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from db.engine.session.driver import fetch, sql_of
from db.engine.session.inserting import insert_new
from db.engine.session.locks import CHANGE_LOCK, lock
from db.engine.session.write import Write
from db.models.change import ATTESTED, Change
from db.values.chain import (
    GENESIS,
    Erased,
    Link,
    content_digest,
    fresh_salt,
    link_hash,
    state_digest,
)
from db.values.types import to_datetime

STORED = cast(Change.before, String)  # the snapshot as the text that digests cover
NEWEST = select(Change.at, Change.hash).where(
    Change.id == select(func.max(Change.id)).scalar_subquery()
)


def append_changes(write: Write) -> None:
    """Store the audit entries of a transaction at the end of the history."""
    write.flush()
    _digest_states(write)
    for change in write.changes:
        change.digest = _content(write, change)
    # Held until the commit, so that no reader sees change 2 before change 1. Everything
    # that does not depend on the previous entry is done first: other writes wait.
    lock(write.connection, CHANGE_LOCK)
    at, last = _newest(write)
    for change in write.changes:
        change.at = at
        change.hash = last = link_hash(last, _link(change))
    insert_new(write.connection, write.changes)


def _newest(write: Write) -> tuple[datetime, str]:
    """Return the time for the next entry, never an earlier one, and the last hash."""
    sql = sql_of(NEWEST, write.connection.dialect)
    newest = fetch(write.connection, sql)
    at, last = newest[0] if newest else (write.now, GENESIS)
    return max(write.now, to_datetime(at)), last


def _digest_states(write: Write) -> None:
    """Set the salt of each entry, and the digest of its record after the change."""
    after: dict[tuple[str, int], Mapping[str, Any]] = {}
    for change in reversed(write.changes):
        key = change.resource, change.record_id
        state = write.states[key]
        if key not in after:
            after[key] = state.snapshot()
        change.salt = fresh_salt()
        change.shape = state.shape
        change.state = state_digest(change.salt, after[key])
        if change.before is not None:
            after[key] = change.before


def _content(write: Write, change: Change) -> str:
    stored = None if change.before is None else orjson.dumps(change.before).decode()
    erased = _erased(write.session, change) if change.action == "redact" else ()
    salt = change.salt or ""
    return content_digest(salt, stored, reason=change.reason, erased=erased)


def _erased(session: Session, redaction: Change) -> Erased:
    """Return the earlier entries of a redacted record as the redaction left them."""
    resources = redaction.resource, f"{redaction.resource}{ATTESTED}"
    found = (
        select(Change.id, STORED, Change.reason)
        .where(Change.resource.in_(resources))
        .where(Change.record_id == redaction.record_id, Change.salt.is_(None))
        .order_by(Change.id)
    )
    return [(one.id, one[1], one.reason) for one in session.execute(found)]


def _link(change: Change) -> Link:
    return Link(**{name: getattr(change, name) for name in Link._fields})
