"""Reads of the stored responses of requests with an idempotency key."""

from sqlalchemy import select

from db.engine.prepared import parameter, prepared
from db.models import Idempotency
from db.queries.rows import IdRow
from db.queries.visibility import keys_seen
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer


@prepared(IdRow)
def find_expired(*, viewer: Viewer) -> AnySelect:
    """Select the response that expired first by ``at``, if any has expired."""
    expired = Idempotency.expires_at <= parameter("at", UtcDateTime())
    found = select(Idempotency.id).where(expired, keys_seen(viewer))
    return found.order_by(Idempotency.expires_at).limit(1)
