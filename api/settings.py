"""HTTP-side constants, and how the server is started."""

import re
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import SettingsConfigDict

from db.engine.settings import DatabaseSettings

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
MAX_BODIES = 256 * 1024 * 1024  # of all requests that a process holds at a time
MAX_BODY_SECONDS = 120  # for a body to arrive, which holds a place meanwhile
MAX_WAIT = 0.25  # seconds for a request to have its turn; then there are too many
MAX_LOOKUPS = 16  # requests that look something up at a time, searches apart
MAX_TARGET = 32 * 1024  # of an address: a cursor that holds a name can have 24,000
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024  # of all of them together
RATE = re.compile(
    r"\s*(?P<requests>\d+)\s*(?:/|per)\s*(?P<units>\d+)?\s*(?P<unit>[a-z]+?)s?\s*",
    re.ASCII | re.IGNORECASE,
)
UNIT_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "month": 30 * 86_400,
    "year": 360 * 86_400,
}
ORIGIN = re.compile(r"\*|https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")


class Rate(NamedTuple):
    """How many requests one client may send in a window of so many seconds."""

    requests: int
    seconds: int


def parse_rate(text: str) -> Rate:
    """Return the rate that ``text`` names, like ``600/minute`` or ``50 per 2 hours``.

    Raise ``ValueError`` if it is not exactly one rate above zero.
    """
    match = RATE.fullmatch(text)
    seconds = UNIT_SECONDS.get(match["unit"].lower()) if match else None
    if match is None or seconds is None:
        message = (
            "Must be one rate: a number of requests, a slash and second, minute, hour, "
            "day, month or year, like 600/minute; empty for no limit."
        )
        raise ValueError(message)
    rate = Rate(int(match["requests"]), int(match["units"] or 1) * seconds)
    if 0 in rate:
        message = "The rate must be above zero; leave it empty for no limit."
        raise ValueError(message)
    return rate


class Serving(BaseModel):
    """How requests are answered: within which limits, to whom, and what is logged."""

    model_config = ConfigDict(frozen=True)

    host: str = Field(
        "127.0.0.1",
        description="The address the server listens on. Where only this machine "
        "reaches it, reading what is public needs no key.",
    )
    public_read: bool = Field(
        False,
        description="Whether anybody may read what is public, without a key.",
    )
    rate_limit: str = Field(
        "3000/minute",
        description="Requests that one client may send, like `600/minute` or "
        "`50/second`; without limit if empty. Clients on this machine have none.",
    )
    max_requests: int = Field(
        128,
        ge=1,
        description="Requests that a server process works on at a time; more are "
        "answered with 503 at once.",
    )
    max_scans: int = Field(
        32,
        ge=1,
        description="Searches and counts among them, running or waiting.",
    )
    max_writes: int = Field(
        32, ge=1, description="Writes among them, running or waiting."
    )
    cors_origins: str = Field(
        "",
        description="Origins whose pages may ask from a browser, with commas between "
        "them, like `https://example.org`; `*` for all, none if empty.",
    )
    log_requests: bool = Field(True, description="Whether each request is logged.")
    log_clients: bool = Field(
        False, description="Whether a request's line has the address of the client."
    )

    @field_validator("rate_limit")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        if value:
            parse_rate(value)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        if not all(ORIGIN.fullmatch(origin) for origin in _listed(value)):
            message = "an origin is like https://example.org:8443, without a path"
            raise ValueError(message)
        return value

    @property
    def rate(self) -> Rate | None:
        """Return the request rate allowed per client, None if unlimited."""
        return parse_rate(self.rate_limit) if self.rate_limit else None

    @property
    def origins(self) -> list[str]:
        """Return the origins that may ask from a browser."""
        return _listed(self.cors_origins)


class Settings(Serving, DatabaseSettings):
    """All settings, each a variable named ``ONRECORD_*``."""

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_", env_file="onrecord.env", extra="ignore", frozen=True
    )

    port: int = Field(8000, ge=1, le=65535, description="The port it listens on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies, with commas between them, "
        "whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What is logged: `debug`, `info`, `warning` or `error`."
    )


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]
