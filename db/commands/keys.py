"""Writes to keys and analysts."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from db.commands.changes import log_change
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError
from db.models import Analyst, ApiKey
from db.models.analyst import LOCAL, AnalystKind
from db.queries.snapshots import snapshot_of
from db.values.credentials import Credential
from db.values.viewer import Role

USE_PRECISION = timedelta(minutes=1)  # of the time of the last use of a key


def make_analyst(
    write: Write, name: str, *, kind: AnalystKind | None, role: Role | None
) -> Analyst:
    """Return the analyst called ``name``; create the analyst if there is none.

    Raise ``ConflictError`` if the analyst has another kind or role.
    """
    write.lock_register()
    found = write.session.scalar(select(Analyst).where(Analyst.name == name))
    if found is None:
        found = Analyst(
            name=name,
            kind=kind or "human",
            role=role or "analyst",
            created_at=write.now,
        )
        write.session.add(found)
        write.session.flush()
        log_change(write, "create", found)
    _refuse_other(found, kind, role)
    return found


def _refuse_other(found: Analyst, kind: AnalystKind | None, role: Role | None) -> None:
    if (kind or found.kind, role or found.role) != (found.kind, found.role):
        message = (
            f"The analyst of this name has the kind {found.kind} and the role "
            f"{found.role}: omit both, or use another name. "
            "`onrecord analyst role` changes a role."
        )
        raise ConflictError("analyst", found.id, message)


def give_role(write: Write, name: str, role: Role) -> Analyst:
    """Give the analyst called ``name`` a role, which applies to all their keys.

    Raise ``InvalidError`` if there is none, or for the owner of the database.
    """
    found = write.session.scalar(select(Analyst).where(Analyst.name == name))
    if found is None:
        message = "No analyst has this name: `onrecord key list` shows who has keys."
        raise InvalidError(message, "name", code="not_found")
    if found.id == LOCAL:
        message = "The owner of the database is always an administrator."
        raise InvalidError(message, "name")
    before = snapshot_of(found)
    if found.role != role:
        found.role = role
        log_change(write, "update", found, before=before)
    return found


def make_key(
    write: Write, analyst_id: int, *, note: str | None, expires_at: datetime | None
) -> tuple[ApiKey, Credential]:
    """Create a key for an analyst; return it with its credential, to show once."""
    if write.session.scalar(select(Analyst.id).where(Analyst.id == analyst_id)) is None:
        message = "No analyst has this id."
        raise InvalidError(message, "analyst_id", code="not_found")
    if expires_at and expires_at <= write.now:
        message = "Must be in the future."
        raise InvalidError(message, "expires_at")
    credential = Credential.fresh()
    made = ApiKey(
        analyst_id=analyst_id,
        prefix=credential.prefix,
        secret_sha256=credential.digest,
        note=note,
        created_at=write.now,
        created_by_id=write.context.analyst_id,
        expires_at=expires_at,
    )
    write.session.add(made)
    write.session.flush()
    log_change(write, "create", made)
    return made, credential


def revoke_key(write: Write, key_id: int) -> None:
    """Revoke a key; revoking it again changes nothing."""
    found = write.session.scalar(
        select(ApiKey).where(ApiKey.id == key_id).with_for_update(key_share=True)
    )
    if found is None:
        resource = "key"
        raise NotFoundError(resource, key_id)
    if found.revoked_at is None:
        before = snapshot_of(found)
        found.revoked_at, found.revoked_by_id = write.now, write.context.analyst_id
        log_change(write, "withdraw", found, before=before)


def note_use(write: Write, key_id: int) -> None:
    """Store the time a key was used, at most once per ``USE_PRECISION``."""
    used = (
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .where(
            ApiKey.last_used_at.is_(None)
            | (ApiKey.last_used_at < write.now - USE_PRECISION)
        )
        .values(last_used_at=write.now)
    )
    write.session.execute(used)
