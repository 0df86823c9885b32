"""Reads of redactions, revocations and role changes, to repeat them on a backup."""

from sqlalchemy import exists, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Analyst, ApiKey, Change
from db.queries.visibility import keys_seen
from db.values.types import AnySelect
from db.values.viewer import Role, Viewer

CAUSE = aliased(Change, name="cause")
REDACT = "redact"


class RedactionRow(Row):
    """A redacted record, and the time of the redaction."""

    resource: str = column(Change.resource)
    record_id: int = column(Change.record_id)
    at: StoredInstant = column(Change.at)


class RevokedRow(Row):
    """A revoked key, identified by its public prefix."""

    prefix: str = column(ApiKey.prefix)


class RoleRow(Row):
    """An analyst whose role was changed, with the present role."""

    name: str = column(Analyst.name)
    role: Role = column(Analyst.role)


@prepared(RedactionRow)
def list_redactions(*, viewer: Viewer) -> AnySelect:
    """Select the redactions, the earliest first.

    Redacting a source or an article also erases parts of claims and judgements in the
    same transaction: these are excluded.
    """
    caused = exists().where(
        CAUSE.action == REDACT,
        CAUSE.resource.in_(["source", "article"]),
        CAUSE.at == Change.at,
        CAUSE.id < Change.id,
    )
    whole = Change.resource.in_(["source", "article", "fact", "tag"])
    return (
        RedactionRow.select()
        .where(Change.action == REDACT, keys_seen(viewer))
        .where(whole | ((Change.resource == "claim") & ~caused))
        .order_by(Change.id)
    )


@prepared(RevokedRow)
def list_revoked(*, viewer: Viewer) -> AnySelect:
    """Select the revoked keys."""
    revoked = RevokedRow.select().where(ApiKey.revoked_at.is_not(None))
    return revoked.where(keys_seen(viewer)).order_by(ApiKey.id)


@prepared(RoleRow)
def list_changed_roles(*, viewer: Viewer) -> AnySelect:
    """Select the analysts whose role was changed, with their present role."""
    changed = select(Change.record_id).where(
        Change.resource == "analyst", Change.action == "update"
    )
    roles = RoleRow.select().where(Analyst.id.in_(changed), keys_seen(viewer))
    return roles.order_by(Analyst.id)
