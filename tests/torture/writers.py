"""Writers that send one request after the other, each until it is answered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
from threading import Event, Lock, Thread
from time import monotonic, sleep

from tests.api.bodies import API
from tests.torture.client import Answer, Client
from tests.torture.writes import Desk, Write, open_desk

WRITERS = 8
AGAIN = 0.05  # seconds before a request is sent again
RECOVERY = 60  # seconds until all have to be answered again
KEY_IN_USE = "key_in_use"
UNAVAILABLE, TOO_MANY = 503, 429


@dataclass
class Sent:
    """A write that was sent, perhaps several times, and its response."""

    write: Write
    answer: Answer | None = None  # which says that it is done
    refusal: Answer | None = None  # which no such trouble explains
    failures: int = 0  # writes with an unknown result

    @property
    def was_done_unseen(self) -> bool:
        """Return whether a request without a response has done it."""
        return bool(self.answer and "idempotency-replayed" in self.answer.headers)


@dataclass
class Heard:
    """Statistics of all responses."""

    statuses: Counter[int] = field(default_factory=Counter)  # 0 where there was none
    vague: list[Answer] = field(default_factory=list)  # errors without an explanation
    slowest: float = 0.0

    def note(self, answer: Answer | None, seconds: float) -> None:
        """Count one response."""
        self.statuses[answer.status if answer else 0] += 1
        self.slowest = max(self.slowest, seconds)
        if answer and not answer.is_success:
            unforeseen = answer.status >= 500 and answer.status != UNAVAILABLE
            if unforeseen or not answer.is_problem:
                self.vague.append(answer)


class Writer(Thread):
    """Writes until it is stopped; while it is held it sends nothing."""

    def __init__(self, client: Client, desk: Desk, chance: Random, name: str) -> None:
        super().__init__(daemon=True, name=name)
        self._client, self._desk, self._chance = client, desk, chance
        self._numbers = count(1)
        self.sent: list[Sent] = []
        self.heard = Heard()
        self.answered = 0
        self.stopped, self.free, self.turn = Event(), Event(), Lock()
        self.free.set()

    def run(self) -> None:
        """Write."""
        while not self.stopped.is_set():
            marker = f"{self.name}n{next(self._numbers)}"
            self._finish(Sent(self._desk.draw(self._chance, marker)))
        self._client.close()

    def _finish(self, sent: Sent) -> None:
        self.sent.append(sent)
        while not (sent.answer or sent.refusal or self.stopped.is_set()):
            self.free.wait()
            with self.turn:
                attempt(self._client, sent, self.heard)
        if sent.answer:
            self.answered += 1
            self._desk.note(sent.write, sent.answer)


class Reader(Thread):
    """Reads a list repeatedly, until it is stopped."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self._client = client
        self.heard = Heard()
        self.stopped = Event()

    def run(self) -> None:
        """Read."""
        while not self.stopped.is_set():
            began = monotonic()
            answer = self._client.send("GET", f"{API}/claims?limit=5")
            self.heard.note(answer, monotonic() - began)
            sleep(AGAIN)
        self._client.close()

    def stop(self) -> None:
        """Stop after the last response."""
        self.stopped.set()
        self.join()


class Writers:
    """All writers of one server."""

    def __init__(
        self, port: int, chance: Random, desks: Sequence[Desk], label: str
    ) -> None:
        self._all = [
            Writer(Client(port), desk, Random(chance.random()), f"{label}w{number}")
            for number, desk in enumerate(desks)
        ]

    def start(self) -> None:
        """Start, and wait until each writer has a response."""
        for writer in self._all:
            writer.start()
        self.wait_for_answers()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold all writers, once their requests are answered or cut off."""
        for writer in self._all:
            writer.free.clear()
        with ExitStack() as turns:
            for writer in self._all:
                turns.enter_context(writer.turn)
            try:
                yield
            finally:
                for writer in self._all:
                    writer.free.set()

    def wait_for_answers(self) -> float:
        """Return the seconds until every writer has completed a write."""
        began = monotonic()
        before = [writer.answered for writer in self._all]
        for writer, answered in zip(self._all, before, strict=True):
            while writer.answered == answered:
                if monotonic() - began > RECOVERY or not writer.is_alive():
                    message = f"{writer.name} was not answered: {writer.heard}"
                    raise TimeoutError(message)
                sleep(0.01)
        return monotonic() - began

    def stop(self) -> None:
        """Stop after the last responses."""
        for writer in self._all:
            writer.stopped.set()
        for writer in self._all:
            writer.join()

    @property
    def sent(self) -> list[Sent]:
        """Return all writes that were sent, in the order of each writer."""
        return [sent for writer in self._all for sent in writer.sent]

    @property
    def heard(self) -> list[Heard]:
        """Return the statistics of each writer."""
        return [writer.heard for writer in self._all]


def attempt(client: Client, sent: Sent, heard: Heard) -> None:
    """Send a write once; a temporary rejection can be sent again."""
    write, began = sent.write, monotonic()
    answer = client.send(write.method, write.address, write.body, **write.headers)
    heard.note(answer, monotonic() - began)
    if answer and answer.is_success:
        sent.answer = answer
    elif answer and not _may_be_sent_again(answer):
        sent.refusal = answer
    else:
        sent.failures += 1
        sleep(AGAIN)


def send_again(client: Client, all_sent: Sequence[Sent], heard: Heard) -> None:
    """Repeat writes without a response until they have one, or a time limit ends."""
    until = monotonic() + RECOVERY
    for sent in all_sent:
        while not (sent.answer or sent.refusal) and monotonic() < until:
            attempt(client, sent, heard)


def open_desks(port: int) -> list[Desk]:
    """Store the records that the writers start with."""
    client = Client(port)
    desks = [open_desk(client, number) for number in range(WRITERS)]
    client.close()
    return desks


def _may_be_sent_again(answer: Answer) -> bool:
    if answer.status == 409:
        return any(e["code"] == KEY_IN_USE for e in answer.json["errors"])
    return answer.status in {TOO_MANY, UNAVAILABLE}
