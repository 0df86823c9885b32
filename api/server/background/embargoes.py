"""The background job that ends embargoes."""

from api.server.background.jobs import BackgroundJob
from db.commands.visibility.embargoes import ENDING, end_embargoes
from db.engine.reader import Reader
from db.queries.embargoes import find_ended
from db.values import clock
from db.values.viewer import LOCAL_VIEWER


async def has_ended_embargoes(reader: Reader) -> bool:
    """Return whether a record is still restricted after the end of its embargo."""
    ended = find_ended(viewer=LOCAL_VIEWER)
    return bool(await reader.rows(ended, at=clock.now()))


END_EMBARGOES = BackgroundJob(
    name="end_embargoes",
    interval=2.0,
    is_due=has_ended_embargoes,
    step=end_embargoes,
    context=ENDING,
)
