"""HTTP-side constants, and how the server is started."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from db.settings import DatabaseSettings

TITLE = "Onrecord"
VERSION = "0.1.0"
PREFIX = "/api/v1"
PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
MAX_POINTS = 100_000  # of a count by series and time: more than any chart can show
MAX_ID = 2**53 - 1  # the largest integer JavaScript keeps
MAX_REASON = 1000
IDEMPOTENCY_KEY = "Idempotency-Key"  # the header of a write that may come again
REPLAYED = "Idempotency-Replayed"  # the header of the answer it had the first time
MAX_BODY = 2 * 1024 * 1024
MAX_LARGE_BODY = 20 * 1024 * 1024  # of a batch, an article or a revision


class Settings(DatabaseSettings):
    """All settings, each a variable named ``ONRECORD_*``."""

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_", env_file="onrecord.env", extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="The address the server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="The port it listens on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
