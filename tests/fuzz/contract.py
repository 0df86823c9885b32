"""The API and its own OpenAPI document: cases, and checks of every response."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from fastapi import FastAPI
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.python.asgi import shutdown_lifespans
from sqlalchemy import create_engine
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.settings import Serving
from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.engine.writer import make_writer
from db.values.viewer import Role
from tests.fuzz.aiming import aim, bound
from tests.fuzz.checks import (
    CHECKS,
    OPERATIONS,
    allow_sparse_answers,
    allow_withdrawn_ones,
)
from tests.fuzz.filling import fill
from tests.fuzz.records import Existing
from tests.keys import keep_keys_at, shown

PATIENCE = 120  # seconds for an answer
CONNECTIONS = 2  # of each kind: cases come one after another


@dataclass(frozen=True)
class Extent:
    """The number of attempts."""

    examples: int  # of each operation, drawn at random
    seed: int = 1
    coverage: int = 10_000  # most of each operation, one for each thing a schema says
    one_in: int = 1  # of these cases
    seconds: int | None = None
    shrink: bool = False
    stateful: bool = False
    role: Role = "admin"  # whose key is shown


@dataclass
class Outcome:
    """The requests, the responses, and the findings."""

    cases: Counter[str] = field(default_factory=Counter)  # of each phase
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    findings: dict[str, str] = field(default_factory=dict)  # texts by what is alike
    stopped: str = "completed"

    @property
    def total(self) -> int:
        """Return the number of requests."""
        return self.cases.total()

    @property
    def operations(self) -> set[str]:
        """Return the operations that were tried."""
        return {operation for operation, _ in self.statuses}

    @property
    def reached(self) -> set[str]:
        """Return the operations that succeeded at least once."""
        return {name for name, status in self.statuses if 200 <= status < 300}


class Answering:
    """The application as a server sees it: a bug is answered, and recorded.

    Requests are from this machine; those that show no key get that of a role.
    """

    def __init__(self, app: ASGIApp, role: Role) -> None:
        self._app = app
        (value,) = shown(role).values()
        self._key = (b"authorization", value.encode())
        self.bugs: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            headers = {b"host": b"localhost", self._key[0]: self._key[1]}
            sent = [one for one in scope["headers"] if one[0] != b"host"]
            missing = headers.keys() - {name for name, _ in sent}
            sent += [(name, headers[name]) for name in missing]
            scope |= {"client": ("127.0.0.1", 50_000), "headers": sent}
        try:
            await self._app(scope, receive, send)
        except Exception:
            if scope["type"] != "http":
                raise
            self.bugs.append(traceback.format_exc())


def run(url: str, extent: Extent) -> Outcome:
    """Fill the database, send every case of ``extent``, and check each answer."""
    keep_keys_at(url)
    with _app(url) as filling:
        fill(filling)
    outcome = Outcome()
    # Not `make_engine`: on SQLite its transactions wait for one another.
    reading = create_engine(url)
    with _app(url) as app:
        server = Answering(app, extent.role)
        document = _without_keys(app.openapi())
        schema = schemathesis.openapi.from_dict(document, config=_config(extent))
        # It would end the key that all others show.
        schema = schema.exclude(operation_id="delete_key")
        schema.app = server
        for allow in (allow_sparse_answers, allow_withdrawn_ones):
            schema.hooks.register_hook_with_name(allow, "filter_failure")
        bound(schema, most=extent.coverage, one_in=extent.one_in)
        aim(schema, Existing(reading))
        try:
            for event in from_schema(schema).execute():
                _note(outcome, event)
        finally:
            shutdown_lifespans()
            reading.dispose()
    for bug in server.bugs:
        outcome.findings.setdefault(bug.splitlines()[-1], bug)
    return outcome


def _without_keys(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document of an API that asks for no keys: every request shows one.

    What keys open, and what is said to those who show none, is held by other tests.
    """
    copy = deepcopy(document)
    del copy["components"]["securitySchemes"]
    for item in copy["paths"].values():
        for operation in item.values():
            operation.pop("security", None)
    return copy


@contextmanager
def _app(url: str) -> Iterator[FastAPI]:
    """Make an application of its own: its connections belong to one event loop."""
    engine = make_engine(url, connections=CONNECTIONS)
    limits = {"connections": CONNECTIONS, "timeout": PATIENCE}
    writer, reader = make_writer(engine, **limits), make_reader(url, **limits)
    yield create_app(reader, writer, Serving(rate_limit="", log_requests=False))
    engine.dispose()


def _config(extent: Extent) -> schemathesis.Config:
    config: dict[str, Any] = {
        "seed": extent.seed,
        "workers": 1,  # in one order, so that a run can be repeated
        "continue-on-failure": True,
        # A batch of 1,000 claims takes its time on a machine that is busy.
        "request-timeout": PATIENCE,
        # Bodies nest: drawing one takes as long as Hypothesis thinks is unhealthy.
        "suppress-health-check": ["all"],
        "generation": {
            "max-examples": extent.examples,
            "no-shrink": not extent.shrink,
            "database": "none",
        },
        "phases": {"stateful": {"enabled": extent.stateful}},
        "checks": CHECKS,
        "operations": OPERATIONS,
    }
    if extent.seconds is not None:
        config["max-time"] = extent.seconds
    return schemathesis.Config.from_dict(config)


def _note(outcome: Outcome, event: events.EngineEvent) -> None:
    if isinstance(event, events.ScenarioFinished):
        _note_cases(outcome, event.phase.value, event.recorder)
    elif isinstance(event, events.NonFatalError):
        found = f"{event.label}: {event.info.title}"
        outcome.findings.setdefault(found, f"{found}\n{event.info.format()}")
    elif isinstance(event, events.FatalError):
        raise event.exception
    elif isinstance(event, events.EngineFinished):
        outcome.stopped = event.stop_reason.value


def _note_cases(outcome: Outcome, phase: str, recorder: ScenarioRecorder) -> None:
    for case_id, interaction in recorder.interactions.items():
        outcome.cases[phase] += 1
        if interaction.response is not None:
            label = recorder.cases[case_id].value.operation.label
            outcome.statuses[label, interaction.response.status_code] += 1
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status is Status.FAILURE and check.failure_info is not None:
                failure = check.failure_info.failure
                label = recorder.cases[case_id].value.operation.label
                outcome.findings.setdefault(
                    f"{check.name}: {label}: {failure.title}",
                    f"{check.name}: {label}: {failure.title}\n{failure.message}\n"
                    f"{_answer(recorder, case_id)}\n{check.failure_info.code_sample}",
                )


def _answer(recorder: ScenarioRecorder, case_id: str) -> str:
    response = recorder.interactions[case_id].response
    return (
        "no answer" if response is None else f"{response.status_code} {response.text}"
    )
