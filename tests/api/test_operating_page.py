"""docs/operating.md: its limits, metrics and headers agree with the server."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.server.background import JOBS
from api.settings import (
    MAX_BODIES,
    MAX_BODY,
    MAX_BODY_SECONDS,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_LARGE_BODY,
    MAX_PAGE_SIZE,
    MAX_TARGET,
    MAX_WAIT,
    Settings,
)
from db.commands.leases import DURATION
from tests.api.asgi_requests import HERE, LOCAL
from tests.conftest import ROOT

PAGE = (ROOT / "docs/operating.md").read_text("utf-8")
MEGABYTE = 1024 * 1024
OF_A_SERIES = re.compile(r"_(total|bucket|count|sum)$")


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: a page is read, and no record."""


def first_column(heading: str) -> set[str]:
    """Return the first column of the table below a heading."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)`", section, re.MULTILINE))


def test_every_limit_on_the_page_is_correct() -> None:
    for said in (
        f"{MAX_TARGET:,} bytes",
        f"{MAX_HEADERS} headers, {MAX_HEADER_BYTES:,} bytes",
        f"{MAX_BODY // MEGABYTE} MB; {MAX_LARGE_BODY // MEGABYTE} MB",
        f"{MAX_BODIES // MEGABYTE} MB |",
        f"{MAX_BODY_SECONDS} seconds |",
        f"{MAX_PAGE_SIZE:,} rows",
        f"waited {MAX_WAIT * 1000:g} ms",
        f"{Settings().rate.requests:,} a minute",  # type: ignore[union-attr]
    ):
        assert said in PAGE, said


def test_every_setting_on_the_page_exists() -> None:
    named = set(re.findall(r"ONRECORD_([A-Z_]+)", PAGE))

    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_metric_is_described() -> None:
    nowhere: Any = None
    text = (
        TestClient(create_app(nowhere, nowhere), client=HERE, base_url=LOCAL)
        .get("/metrics")
        .text
    )
    families = text_string_to_metric_families(text)
    names = {OF_A_SERIES.sub("", family.name) for family in families}

    described = {OF_A_SERIES.sub("", name) for name in first_column("The metrics")}

    own = {name for name in names if not name.startswith("process_")}
    assert described == own | {"process_*"}


def test_every_event_of_the_log_is_described() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "api").rglob("*.py"))
    events = re.findall(r"log\.\w+\(\s*\"(\w+)\"", code)

    assert first_column("The log") == set(events)


def test_every_background_job_is_described() -> None:
    assert first_column("Background work") == {job.name for job in JOBS}


def test_the_duration_of_leases_on_the_page_is_correct() -> None:
    assert f"an end {DURATION.total_seconds():g} seconds later" in PAGE
