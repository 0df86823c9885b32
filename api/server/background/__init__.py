"""The registry of background jobs."""

from api.server.background.embargoes import END_EMBARGOES
from api.server.background.jobs import BackgroundJob
from api.server.background.statistics import RENEW_STATISTICS
from api.server.background.stored_responses import REMOVE_EXPIRED

JOBS: tuple[BackgroundJob, ...] = (
    END_EMBARGOES,
    REMOVE_EXPIRED,
    RENEW_STATISTICS,
)
