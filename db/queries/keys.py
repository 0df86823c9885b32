"""Reads of API keys and their analysts; only the role decides who may read them."""

from datetime import datetime
from typing import Literal

from sqlalchemy import case, func, select

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Analyst, ApiKey, Change
from db.models.analyst import AnalystKind
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import keys_seen
from db.values.types import AnySelect, to_datetime
from db.values.viewer import Role, Viewer

OLDEST = Order((ApiKey.id,), descending=False)
NEWEST_EVENT = Order((Change.id,), descending=True)
KeyAction = Literal["created", "revoked", "role_changed"]
HOLDER = aliased(Analyst, name="holder")  # the analyst of the key
NEXT = aliased(Change, name="next_change")
OF_KEY, OF_ANALYST = Change.resource == "api_key", Change.resource == "analyst"
ROLE_BEFORE = Change.before["role"].as_string()
# The role before the next change of the analyst; after the last change, the present
# role.
ROLE_AFTER = func.coalesce(
    select(NEXT.before["role"].as_string())
    .where(OF_ANALYST, NEXT.resource == "analyst", NEXT.record_id == Change.record_id)
    .where(NEXT.id > Change.id)
    .order_by(NEXT.id)
    .limit(1)
    .scalar_subquery(),
    HOLDER.role,
)
ACTION = case(
    (OF_ANALYST, "role_changed"),
    (Change.action == "create", "created"),
    else_="revoked",
)


class KeyStateRow(Row):
    """Whether a key is valid, and the role of its analyst."""

    id: int = column(ApiKey.id)
    expires_at: StoredInstant | None = column(ApiKey.expires_at)
    revoked_at: StoredInstant | None = column(ApiKey.revoked_at)
    analyst_role: Role = column(Analyst.role)


class KeyRow(KeyStateRow):
    """A key with its analyst, without its secret."""

    prefix: str = column(ApiKey.prefix)
    note: str | None = column(ApiKey.note)
    created_at: StoredInstant = column(ApiKey.created_at)
    last_used_at: StoredInstant | None = column(ApiKey.last_used_at)
    revoked_by_id: int | None = column(ApiKey.revoked_by_id)
    analyst_id: int = column(ApiKey.analyst_id)
    analyst_name: str = column(Analyst.name)
    analyst_kind: AnalystKind = column(Analyst.kind)
    created_by_id: int = column(ApiKey.created_by_id)


class KeyEventRow(Row):
    """An audit entry of a key, or of the role of its analyst."""

    id: int = column(Change.id)
    at: StoredInstant = column(Change.at)
    action: KeyAction = column(ACTION)
    analyst_id: int = column(Change.analyst_id)
    analyst_name: str = column(Analyst.name)
    request_id: str | None = column(Change.request_id)
    former_role: Role | None = column(case((OF_ANALYST, ROLE_BEFORE)))
    role: Role | None = column(case((OF_ANALYST, ROLE_AFTER)))


class SecretKeyRow(KeyRow):
    """A key with the digest of its secret, for checking a credential."""

    secret_sha256: str = column(ApiKey.secret_sha256)


class KeyEndRow(Row):
    """The expiry of a key."""

    id: int = column(ApiKey.id)
    expires_at: StoredInstant | None = column(ApiKey.expires_at)


def has_ended(row: KeyStateRow, at: datetime) -> bool:
    """Return whether a key is revoked, or has expired at an instant."""
    return bool(
        row.revoked_at or (row.expires_at and to_datetime(row.expires_at) <= at)
    )


def _with_analyst(row_type: type[KeyStateRow]) -> AnySelect:
    return row_type.select().join(Analyst, Analyst.id == ApiKey.analyst_id)


@prepared(KeyRow)
def get_key(*, viewer: Viewer) -> AnySelect:
    """Select the key with the id ``key``."""
    return _with_analyst(KeyRow).where(ApiKey.id == parameter("key"), keys_seen(viewer))


@prepared(KeyStateRow)
def get_key_state(*, viewer: Viewer) -> AnySelect:
    """Select the validity of the key with the id ``key``, and its role."""
    found = _with_analyst(KeyStateRow)
    return found.where(ApiKey.id == parameter("key"), keys_seen(viewer))


@prepared(KeyRow)
def list_keys(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select a page of all keys, including revoked ones."""
    seen = _with_analyst(KeyRow).where(keys_seen(viewer))
    return keyset_page(seen, OLDEST, place, limit=limit)


@prepared(KeyEventRow)
def list_key_events(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select the events of the key ``key``, and changes of its analyst's role."""
    of_role = OF_ANALYST & (Change.record_id == HOLDER.id) & (Change.action == "update")
    seen = (
        KeyEventRow.select()
        .join(Analyst, Analyst.id == Change.analyst_id)
        .join(ApiKey, ApiKey.id == parameter("key"))
        .join(HOLDER, HOLDER.id == ApiKey.analyst_id)
        .where(OF_KEY & (Change.record_id == ApiKey.id) | of_role, keys_seen(viewer))
    )
    return keyset_page(seen, NEWEST_EVENT, place, limit=limit)


@prepared(SecretKeyRow)
def find_key(*, viewer: Viewer) -> AnySelect:
    """Select the key with ``prefix``, and the digest of its secret."""
    found = _with_analyst(SecretKeyRow)
    return found.where(ApiKey.prefix == parameter("prefix"), keys_seen(viewer))


@prepared(KeyEndRow)
def find_any_key(*, viewer: Viewer) -> AnySelect:
    """Select the unrevoked key that expires last."""
    return (
        KeyEndRow.select()
        .where(ApiKey.revoked_at.is_(None), keys_seen(viewer))
        .order_by(ApiKey.expires_at.is_not(None), ApiKey.expires_at.desc())
        .limit(1)
    )
