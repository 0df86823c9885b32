"""Constants of the HTTP layer, and the settings of the server."""

import re
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import SettingsConfigDict

from db.engine.settings import DatabaseSettings

TITLE = "Onrecord"
PREFIX = "/api/v1"
PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
MAX_POINTS = 100_000  # in a series of counts: more than a chart can show
MAX_ID = 2**53 - 1  # the largest integer that JavaScript represents exactly
MAX_NUMBER = 2**31 - 1  # the largest number of a version or a revision
MAX_REASON = 1000
IDEMPOTENCY_KEY = (
    "Idempotency-Key"  # the request header of a write that may be sent again
)
REPLAYED = "Idempotency-Replayed"  # the response header of a repeated response
MAX_BODY = 2 * 1024 * 1024
MAX_LARGE_BODY = 20 * 1024 * 1024  # of a batch, an article or a revision
MAX_BODIES = 256 * 1024 * 1024  # of all requests in flight in a process
MAX_BODY_SECONDS = 120  # for a body to arrive, while its request is in flight
MAX_WAIT = 0.25  # seconds that a request may wait before work on it starts
MAX_LOOKUPS = 16  # requests that query the database at a time, without scans
MAX_TARGET = 32 * 1024  # of a URL: a cursor with a name can have 24,000
MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024  # in total
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
HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)


class Rate(NamedTuple):
    """The number of requests that a client may send in a window of seconds."""

    requests: int
    seconds: int


def parse_rate(text: str) -> Rate:
    """Return the rate in ``text``, like ``600/minute`` or ``50 per 2 hours``.

    Raise ``ValueError`` if it is not exactly one positive rate.
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
    """Settings of serving: limits, access and logging."""

    model_config = ConfigDict(frozen=True)

    host: str = Field(
        "127.0.0.1",
        description="The address the server listens on. If only this machine can reach "
        "it, reading public records needs no key.",
    )
    public_read: bool = Field(
        False,
        description="Whether public records can be read without a key.",
    )
    rate_limit: str = Field(
        "3000/minute",
        description="Requests that one client may send, like `600/minute` or "
        "`50/second`; empty for no limit. Clients on this machine have no limit.",
    )
    max_requests: int = Field(
        128,
        ge=1,
        description="Requests in flight in one server process; more are rejected with "
        "503 at once.",
    )
    max_scans: int = Field(
        32,
        ge=1,
        description="Searches, counts and derivations among the requests in flight.",
    )
    max_writes: int = Field(
        32, ge=1, description="Writes among the requests in flight."
    )
    max_streams: int = Field(
        8,
        ge=1,
        description="Streamed responses of which a portion is read; one client may "
        "have half as many open.",
    )
    cors_origins: str = Field(
        "",
        description="Origins whose pages may call the API from a browser, separated by "
        "commas, like `https://example.org`; `*` for all, empty for none.",
    )
    embed_origins: str = Field(
        "",
        description="Origins whose pages may show a fact in a frame, at the URL "
        "`/embed/facts/{slug}`, separated by commas; empty for none.",
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies, separated by commas, whose "
        "`X-Forwarded-For` and `X-Forwarded-Proto` are trusted.",
    )
    allowed_hosts: str = Field(
        "",
        description="Host names at which other machines reach the server, separated by "
        "commas, like `record.example.org`: requests to other names are rejected, but "
        "for `localhost`, `127.0.0.1` and `[::1]`. Empty for all names.",
    )
    session_idle: int = Field(
        720,
        ge=1,
        description="Minutes without a page after which the session of a browser ends.",
    )
    session_age: int = Field(
        168,
        ge=1,
        description="Hours after which the session of a browser ends, however much it "
        "is used.",
    )
    log_requests: bool = Field(True, description="Whether each request is logged.")
    log_clients: bool = Field(
        False,
        description="Whether the log line of a request contains the client's address.",
    )

    @field_validator("rate_limit")
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        if value:
            parse_rate(value)
        return value

    @field_validator("cors_origins", "embed_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        if not all(ORIGIN.fullmatch(origin) for origin in _listed(value)):
            message = "Must be origins like https://example.org:8443, without a path."
            raise ValueError(message)
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _are_hosts(cls, value: str) -> str:
        if not all(HOST.fullmatch(host) for host in _listed(value)):
            message = "Must be names like record.example.org, without a port or a path."
            raise ValueError(message)
        return value

    @property
    def rate(self) -> Rate | None:
        """Return the allowed request rate per client, None if unlimited."""
        return parse_rate(self.rate_limit) if self.rate_limit else None

    @property
    def origins(self) -> list[str]:
        """Return the origins whose pages may call the API."""
        return _listed(self.cors_origins)

    @property
    def framing_origins(self) -> list[str]:
        """Return the origins whose pages may show a fact in a frame."""
        return _listed(self.embed_origins)

    @property
    def hosts(self) -> frozenset[str]:
        """Return the host names of the server; empty for all."""
        return frozenset(_listed(self.allowed_hosts.lower()))


class Settings(Serving, DatabaseSettings):
    """All settings, each an environment variable ``ONRECORD_*``."""

    model_config = SettingsConfigDict(
        env_prefix="ONRECORD_", env_file="onrecord.env", extra="ignore", frozen=True
    )

    port: int = Field(8000, ge=1, le=65535, description="The port it listens on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
    max_clock_lead: int = Field(
        31,
        ge=1,
        le=36_500,
        description="Days that the clock may be ahead of the newest audit entry at the "
        "start of a server. If it is further ahead, time starts at that entry.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="The least severe level that is logged: `debug`, `info`, "
        "`warning` or `error`.",
    )


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]
