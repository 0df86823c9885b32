"""Writes to keys and to the analysts whose they are."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError
from db.models import Analyst, ApiKey
from db.models.analyst import LOCAL, AnalystKind
from db.values.credentials import Credential
from db.values.viewer import Role

USED = timedelta(minutes=1)  # how exactly the last use of a key is known


def make_analyst(
    write: Write, name: str, *, kind: AnalystKind | None, role: Role | None
) -> Analyst:
    """Return the analyst called ``name``, who is made if there is none.

    Raise ``ConflictError`` if there is one of another kind or role than wanted.
    """
    write.hold_register()
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
    elif (kind or found.kind, role or found.role) != (found.kind, found.role):
        message = (
            f"The analyst of this name is {found.kind}, role {found.role}: leave that "
            "out, or take another name. `onrecord analyst role` changes a role."
        )
        raise ConflictError("analyst", found.id, message)
    return found


def give_role(write: Write, name: str, role: Role) -> Analyst:
    """Let the analyst called ``name`` do what ``role`` may, with the keys there are.

    Raise ``InvalidError`` if there is none, or it is who holds the database.
    """
    found = write.session.scalar(select(Analyst).where(Analyst.name == name))
    if found is None:
        message = "No analyst has this name: `onrecord key list` shows who has keys."
        raise InvalidError(message, "name", code="not_found")
    if found.id == LOCAL:
        message = "Whoever holds the database is its administrator, and stays so."
        raise InvalidError(message, "name")
    found.role = role
    return found


def make_key(
    write: Write, analyst_id: int, *, note: str | None, expires_at: datetime | None
) -> tuple[ApiKey, Credential]:
    """Make a key for an analyst; return it with what is shown this once."""
    if write.session.scalar(select(Analyst.id).where(Analyst.id == analyst_id)) is None:
        message = "No analyst has this id."
        raise InvalidError(message, "analyst_id", code="not_found")
    if expires_at and expires_at <= write.now:
        message = "A key has to end later than now."
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
    return made, credential


def revoke_key(write: Write, key_id: int) -> None:
    """Let a key open nothing from now on; once is enough."""
    revoked = (
        update(ApiKey)
        .where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=write.now, revoked_by_id=write.context.analyst_id)
    )
    write.session.execute(revoked)
    if write.session.scalar(select(ApiKey.id).where(ApiKey.id == key_id)) is None:
        resource = "key"
        raise NotFoundError(resource, key_id)


def note_use(write: Write, key_id: int) -> None:
    """Note that a key is in use, if that was not noted a moment ago."""
    used = (
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .where(ApiKey.last_used_at.is_(None) | (ApiKey.last_used_at < write.now - USED))
        .values(last_used_at=write.now)
    )
    write.session.execute(used)
