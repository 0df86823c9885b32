"""Writes to sessions of pages."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from db.commands.keys import USE_PRECISION, note_use
from db.engine.session import Write
from db.models import PageSession
from db.values.session_tokens import SessionToken

MAX_REMOVED = 100  # old sessions that one sign-in removes


def begin_session(write: Write, key_id: int, *, age: timedelta) -> SessionToken:
    """Begin a session of a key, and remove some sessions older than ``age``."""
    _remove_old(write, age)
    token = SessionToken.fresh()
    begun = PageSession(
        key_id=key_id,
        token_sha256=token.digest,
        created_at=write.now,
        used_at=write.now,
    )
    write.session.add(begun)
    write.session.flush()
    return token


def _remove_old(write: Write, age: timedelta) -> None:
    old = (
        select(PageSession.id)
        .where(PageSession.created_at < write.now - age)
        .limit(MAX_REMOVED)
        .with_for_update(skip_locked=True)  # another sign-in removes them
    )
    found = write.session.scalars(old).all()
    if found:
        write.session.execute(delete(PageSession).where(PageSession.id.in_(found)))


def end_session(write: Write, token: SessionToken) -> None:
    """End the session with this token, if there is one."""
    ended = PageSession.token_sha256 == token.digest
    write.session.execute(delete(PageSession).where(ended))


def note_session(write: Write, session_id: int, *, key_id: int) -> None:
    """Store the time a session and its key were used, once per ``USE_PRECISION``."""
    used = (
        update(PageSession)
        .where(PageSession.id == session_id)
        .where(PageSession.used_at < write.now - USE_PRECISION)
        .values(used_at=write.now)
    )
    write.session.execute(used)
    note_use(write, key_id)
