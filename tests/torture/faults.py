"""Faults: a server temporarily loses a resource, and is not restarted."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from time import monotonic, sleep

from sqlalchemy import make_url

from tests.api.bodies import API
from tests.torture.checking import Finding
from tests.torture.client import Client
from tests.torture.disks import IS_ROOT, full, small_disk, unwritable
from tests.torture.kills import Progress
from tests.torture.rounds import Disturb, Round, Running, Scene, play, scene, verify
from tests.torture.writers import Sent
from tests.torture.writes import open_desk

TROUBLE = 1.0  # seconds that it lasts after it is noticed
LOCKED = 25  # seconds; writers get an error after about twenty
SLOWEST = 30  # seconds that any answer may take
HANG_UPS, FEW_HANG_UPS = 60, 12  # clients that leave; in a tiny run
FORGOTTEN = 5  # seconds until nothing is left of them
LARGE = f"{API}/claims?limit=1000&expand=attribution,spans,tags,stances"


def full_disk(scene: Scene, running: Running) -> None:
    """Fill the disk that the database is on."""
    with full(scene.database.disk):
        running.wait_for_refusals()
        scene.wait(TROUBLE)
    scene.database.start()  # it has ended, if there was no room for its log


def read_only_file(scene: Scene, running: Running) -> None:
    """Make the file read-only for a server that has just started."""
    with ExitStack() as stack:
        with running.held():
            scene.server.kill()  # what is open for writing stays so for ever
            scene.server.start()
            stack.enter_context(unwritable(scene.database.disk))
        running.wait_for_refusals()
        scene.wait(TROUBLE)


def read_only_server(scene: Scene, running: Running) -> None:
    """Make PostgreSQL refuse writes, as a replica does."""
    _set_read_only(scene, "on")
    running.wait_for_refusals()
    scene.wait(TROUBLE)
    _set_read_only(scene, "off")


def locked_file(scene: Scene, running: Running) -> None:
    """Lock the file from another program, for longer than writes wait."""
    path = make_url(scene.database.url).database
    with closing(sqlite3.connect(str(path), isolation_level=None)) as other:
        with running.held():
            other.execute("BEGIN IMMEDIATE")
        sleep(LOCKED)
        other.execute("ROLLBACK")


def database_away(scene: Scene, running: Running) -> None:
    """Stop PostgreSQL, and start it again."""
    scene.database.stop()
    running.wait_for_refusals()
    scene.wait(TROUBLE)
    scene.database.start()


def clients_hang_up(scene: Scene, running: Running) -> None:
    """Cut connections before, in and after a response; send the writes again later."""
    port = scene.server.port
    client, before = Client(port), scene.server.connections()
    desk = open_desk(client, HANG_UPS)
    for number in range(FEW_HANG_UPS if scene.tiny else HANG_UPS):
        write = desk.draw(scene.chance, f"{running.label}w{HANG_UPS}n{number}")
        after = scene.chance.choice((0, 1, 100, 2000))
        client.leave(write.method, write.address, write.body, after, **write.headers)
        client.leave("GET", LARGE, None, after)
        running.others.append(Sent(write, failures=1))
    until = monotonic() + FORGOTTEN
    while (held := scene.server.connections()) > before and monotonic() < until:
        sleep(0.05)
    if held > before:
        what = f"{held - before} connections of clients that left are held"
        running.findings.append(Finding("broken", what))


FAULTS: dict[str, tuple[Disturb, ...]] = {
    "sqlite": (full_disk, clients_hang_up, read_only_file),
    "postgresql": (full_disk, clients_hang_up, read_only_server, database_away),
}


def run(backend: str, seed: int, progress: Progress, *, tiny: bool) -> Iterator[Round]:
    """Run every fault of one database that this machine allows.

    Verify the database after each one, in a tiny run after the last one only.
    """
    faults = FAULTS[backend]
    if backend == "sqlite" and not tiny:
        faults = (*faults, locked_file)
    with small_disk() as disk, scene(backend, seed, disk, tiny=tiny) as stage:
        for number, fault in enumerate(faults, 1):
            name = fault.__name__.replace("_", " ")
            progress(name)
            if disk is None and fault in _needing_mounts():
                yield Round(name, skipped="nothing can be mounted here")
                continue
            found = _judged(play(stage, name, number, fault), stage)
            if number == len(faults) or not tiny:
                found.findings += verify(stage)
            yield found


def _judged(found: Round, stage: Scene) -> Round:
    """Add findings that no fault may cause."""
    if found.slowest > SLOWEST:
        what = f"an answer took {found.slowest:.0f} seconds"
        found.findings.append(Finding("broken", what))
    if not stage.server.is_up:
        found.findings.append(Finding("broken", "the server has ended"))
    return found


def _needing_mounts() -> tuple[Disturb, ...]:
    return (full_disk, read_only_file) if IS_ROOT else (full_disk,)


def _set_read_only(scene: Scene, value: str) -> None:
    engine = scene.database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in (
            f"ALTER SYSTEM SET default_transaction_read_only = {value}",
            "SELECT pg_reload_conf()",
        ):
            connection.exec_driver_sql(statement)
