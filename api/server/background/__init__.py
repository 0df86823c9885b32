"""The registry of background jobs."""

from api.server.background.embargoes import END_EMBARGOES
from api.server.background.jobs import BackgroundJob

JOBS: tuple[BackgroundJob, ...] = (END_EMBARGOES,)
