"""Kills: of the server, of one of its workers, of the database's server."""

from collections.abc import Callable, Iterator
from time import sleep

from tests.torture.rounds import Disturb, Round, Running, Scene, play, scene, verify
from tests.torture.serving import WORKERS

AWAY = 0.2  # seconds in which the writers notice that the database is away
VERIFIED = 10  # rounds between looks at everything
Progress = Callable[[str], None]


def kill_server(scene: Scene, running: Running) -> None:
    """Kill the server, and check the database before it is started again."""
    scene.server.kill()
    with running.held():
        running.inspect()
        scene.server.start()


def kill_worker(scene: Scene, running: Running) -> None:
    """Kill one of two workers; the other one continues, and the first is replaced."""
    scene.server.kill_worker(scene.chance)
    with running.held():
        running.inspect()
    scene.server.wait_for_workers()


def kill_database(scene: Scene, running: Running) -> None:
    """Kill PostgreSQL and start it again; the server keeps running."""
    scene.database.kill()
    sleep(AWAY)
    with running.held():
        scene.database.start()
        running.inspect()


# In this order, so that the server has to get its workers only once.
KILLS: dict[str, tuple[Disturb, ...]] = {
    "sqlite": (kill_server, kill_worker),
    "postgresql": (kill_database, kill_server, kill_worker),
}


def run(
    backend: str, rounds: int, seed: int, progress: Progress, *, tiny: bool
) -> Iterator[Round]:
    """Kill a process in each round, and verify the database every few rounds."""
    kills = KILLS[backend]
    with scene(backend, seed, tiny=tiny) as stage:
        for number in range(1, rounds + 1):
            progress(f"round {number} of {rounds}")
            kill = kills[(number - 1) * len(kills) // rounds]
            if kill is kill_worker and stage.server.workers < WORKERS:
                stage.server.kill()
                stage.server.start(WORKERS)
            found = play(stage, kill.__name__.replace("_", " "), number, kill)
            if number % VERIFIED == 0 or number == rounds:
                found.findings += verify(stage)
            yield found
