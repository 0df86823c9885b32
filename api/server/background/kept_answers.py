"""The background job that removes kept responses when they have expired."""

from api.server.background.jobs import BackgroundJob
from db.commands.idempotency import remove_expired
from db.engine.reader import Reader
from db.engine.session import Context
from db.queries.kept_answers import find_expired
from db.values import clock
from db.values.viewer import LOCAL_VIEWER


async def has_expired_answers(reader: Reader) -> bool:
    """Return whether a kept response has expired."""
    expired = find_expired(viewer=LOCAL_VIEWER)
    return bool(await reader.rows(expired, at=clock.now()))


REMOVE_EXPIRED = BackgroundJob(
    name="remove_expired_answers",
    interval=60.0,
    is_due=has_expired_answers,
    step=remove_expired,
    context=Context(),
)
