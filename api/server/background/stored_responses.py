"""The background job that removes expired responses of idempotency keys."""

from api.server.background.jobs import BackgroundJob
from db.commands.idempotency import remove_expired
from db.engine.reader import Reader
from db.engine.session import Context
from db.queries.stored_responses import find_expired
from db.values import clock
from db.values.viewer import LOCAL_VIEWER


async def has_expired_responses(reader: Reader) -> bool:
    """Return whether a stored response has expired."""
    expired = find_expired(viewer=LOCAL_VIEWER)
    return bool(await reader.rows(expired, at=clock.now()))


REMOVE_EXPIRED = BackgroundJob(
    name="remove_expired_answers",
    interval=60.0,
    is_due=has_expired_responses,
    step=remove_expired,
    context=Context(),
)
