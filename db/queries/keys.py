"""Reads over keys and whose they are; no record, so only a role decides who reads."""

from sqlalchemy import select

from db.engine.prepared import parameter, untyped
from db.models import Analyst, ApiKey
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import keys_seen
from db.values.types import AnySelect
from db.values.viewer import Viewer

OLDEST = Order((ApiKey.id,), descending=False)
ROW = (
    ApiKey.id,
    ApiKey.prefix,
    ApiKey.note,
    ApiKey.created_at,
    ApiKey.expires_at,
    ApiKey.last_used_at,
    ApiKey.revoked_at,
    ApiKey.revoked_by_id,
    ApiKey.analyst_id,
    Analyst.name.label("analyst_name"),
    Analyst.kind.label("analyst_kind"),
    Analyst.role.label("analyst_role"),
    ApiKey.created_by_id,
)


def _joined() -> AnySelect:
    return select(*ROW).join(Analyst, Analyst.id == ApiKey.analyst_id)


@untyped
def get_key(*, viewer: Viewer) -> AnySelect:
    """Select the key with the id ``key``."""
    return _joined().where(ApiKey.id == parameter("key"), keys_seen(viewer))


@untyped
def list_keys(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select a page of all keys, also of those that are revoked."""
    seen = _joined().where(keys_seen(viewer))
    return keyset_page(seen, OLDEST, place, limit=limit)


@untyped
def find_key(*, viewer: Viewer) -> AnySelect:
    """Select the key with ``prefix``, with what its secret has to be."""
    found = _joined().add_columns(ApiKey.secret_sha256)
    return found.where(ApiKey.prefix == parameter("prefix"), keys_seen(viewer))


@untyped
def find_any_key(*, viewer: Viewer) -> AnySelect:
    """Select a key that is not revoked, and would end last."""
    return (
        select(ApiKey.id, ApiKey.expires_at)
        .where(ApiKey.revoked_at.is_(None), keys_seen(viewer))
        .order_by(ApiKey.expires_at.is_not(None), ApiKey.expires_at.desc())
        .limit(1)
    )
