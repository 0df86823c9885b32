"""A round: writers are disturbed, and every response they got is checked."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

from tests.api.cli.running import Onrecord
from tests.torture.checking import Finding, check_state, check_stored
from tests.torture.client import Client
from tests.torture.databases import Database, provide
from tests.torture.serving import Server, serving
from tests.torture.stored import look
from tests.torture.writers import (
    RECOVERY,
    UNAVAILABLE,
    Heard,
    Reader,
    Sent,
    Writers,
    open_desks,
    send_again,
)
from tests.torture.writes import Desk, state_after

LATEST = 1.2  # seconds of undisturbed writing, at most
REFUSED = 30  # seconds in which a trouble has to be noticed


@dataclass(frozen=True)
class Scene:
    """The database, the server and the writers' records of a round."""

    database: Database
    server: Server
    desks: Sequence[Desk]
    chance: Random
    tiny: bool = False

    def wait(self, seconds: float) -> None:
        """Let the writers write, in a tiny run for a quarter of the time."""
        sleep(seconds / 4 if self.tiny else seconds)


@dataclass
class Round:
    """The results of a round, and its findings."""

    name: str
    kinds: Counter[str] = field(default_factory=Counter)  # of what was acknowledged
    in_doubt: int = 0  # sent without a conclusive response
    done_unseen: int = 0  # of these, writes that were committed
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    recovered: float = 0.0  # seconds until everybody was answered again
    findings: list[Finding] = field(default_factory=list)
    skipped: str = ""  # why nothing was done

    @property
    def acknowledged(self) -> int:
        """Return how many writes were done and answered."""
        return self.kinds.total()

    def as_json(self) -> dict[str, Any]:
        """Return all results."""
        return {
            "name": self.name,
            "acknowledged": dict(self.kinds),
            "in_doubt": self.in_doubt,
            "done_unseen": self.done_unseen,
            "statuses": {str(status): n for status, n in sorted(self.statuses.items())},
            "slowest_s": round(self.slowest, 3),
            "recovered_s": round(self.recovered, 3),
            "findings": [str(finding) for finding in self.findings],
            "skipped": self.skipped or None,
        }


class Running:
    """The writers of a round, for the function that disturbs them."""

    def __init__(self, scene: Scene, label: str, writers: Writers) -> None:
        self._scene, self._writers = scene, writers
        self.label = label
        self.findings: list[Finding] = []
        self.others: list[Sent] = []  # writes that the disturbance sent itself

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the writers for the time of the block."""
        with self._writers.held():
            yield

    def wait_for_refusals(self) -> None:
        """Wait until writes are rejected."""
        until, before = monotonic() + REFUSED, self._refused()
        while self._refused() == before:
            if monotonic() > until:
                self.findings.append(Finding("broken", "no trouble was noticed"))
                return
            sleep(0.05)

    def recover(self) -> float:
        """Return the seconds until every writer is answered again."""
        try:
            return self._writers.wait_for_answers()
        except TimeoutError as error:
            self.findings.append(Finding("broken", str(error)))
            return RECOVERY

    def _refused(self) -> int:
        return sum(one.statuses[UNAVAILABLE] for one in self._writers.heard)

    def inspect(self) -> None:
        """Check the database now; the writers have to be held."""
        self._scene.database.settle()
        stored = look(self._scene.database.engine, self.label)
        self.findings += check_stored(self.sent, stored)

    @property
    def sent(self) -> list[Sent]:
        """Return all writes that were sent, in order for each record."""
        return [*self._writers.sent, *self.others]

    @property
    def heard(self) -> list[Heard]:
        """Return the statistics of the writers."""
        return self._writers.heard


Disturb = Callable[[Scene, Running], None]


@contextmanager
def scene(
    backend: str, seed: int, folder: Path | None = None, *, tiny: bool = False
) -> Iterator[Scene]:
    """Serve a new database with the records that the writers start with."""
    with ExitStack() as stack:
        temporary = TemporaryDirectory(prefix="onrecord-")
        logs = Path(stack.enter_context(temporary))
        database = stack.enter_context(provide(backend, folder or logs))
        server = stack.enter_context(serving(database.url, logs, forked=tiny))
        yield Scene(database, server, open_desks(server.port), Random(seed), tiny)


def play(scene: Scene, name: str, number: int, disturb: Disturb) -> Round:
    """Start the writers, disturb them, and check the results afterwards."""
    label, port = f"r{number}", scene.server.port
    writers = Writers(port, scene.chance, scene.desks, label)
    reader, client, heard = Reader(Client(port)), Client(port), Heard()
    running = Running(scene, label, writers)
    writers.start()
    reader.start()
    scene.wait(scene.chance.uniform(0, LATEST))
    disturb(scene, running)
    recovered = running.recover()
    reader.stop()
    writers.stop()
    send_again(client, running.sent, heard)
    running.inspect()
    running.findings += _unlike_what_was_answered(running.sent, client)
    client.close()
    found = _counted(name, running, [*writers.heard, reader.heard, heard])
    found.recovered = recovered
    return found


def _unlike_what_was_answered(sent: Sequence[Sent], client: Client) -> list[Finding]:
    unanswered = [
        Finding("lost", f"{one.write.marker} is never answered")
        for one in sent
        if not (one.answer or one.refusal)
    ]
    state = state_after((one.write, one.answer) for one in sent if one.answer)
    read = partial(client.send, "GET")
    return [*unanswered, *check_state(state, read)]


def _counted(name: str, running: Running, heard: Sequence[Heard]) -> Round:
    in_doubt = [one for one in running.sent if one.failures]
    vague = [answer for one in heard for answer in one.vague]
    findings = [
        *running.findings,
        *(Finding("vague", f"{one.status} {one.body[:200]!r}") for one in vague),
    ]
    return Round(
        name,
        kinds=Counter(one.write.kind for one in running.sent if one.answer),
        in_doubt=len(in_doubt),
        done_unseen=sum(one.was_done_unseen for one in in_doubt),
        statuses=sum((one.statuses for one in heard), Counter()),
        slowest=max(one.slowest for one in heard),
        findings=list(dict.fromkeys(findings)),
    )


def verify(scene: Scene) -> list[Finding]:
    """Return the findings of ``onrecord verify`` and of the database itself."""
    ran = Onrecord(scene.database.url)("verify")
    found = [] if ran.status == 0 else [Finding("broken", ran.out + ran.err)]
    if scene.database.backend == "sqlite":
        with scene.database.engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        found += [] if said == "ok" else [Finding("broken", str(said))]
    return found
