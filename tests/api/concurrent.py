"""Requests that are sent at the same time."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any

WRITERS = 4
TRIES = 50


def at_once(request: Callable[[int], Any], *, writers: int = WRITERS) -> list[Any]:
    """Send as many requests at one time as there are writers."""
    barrier = Barrier(writers)

    def send(number: int) -> Any:
        barrier.wait()
        return request(number)

    with ThreadPoolExecutor(writers) as threads:
        return list(threads.map(send, range(writers)))


def insisting(request: Callable[[int], Any]) -> Callable[[int], Any]:
    """Repeat the requests that a slow machine rejected because of its limits."""

    def send(number: int) -> Any:
        for _ in range(TRIES):
            answer = request(number)
            if answer.status_code != 503:
                break
            sleep(0.2)
        return answer

    return send


def statuses(answers: list[Any]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)
