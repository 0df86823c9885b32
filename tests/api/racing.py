"""Requests that are sent at one time."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

WRITERS = 4


def at_once(request: Callable[[int], Any], *, writers: int = WRITERS) -> list[Any]:
    """Send as many requests at one time as there are writers."""
    barrier = Barrier(writers)

    def send(number: int) -> Any:
        barrier.wait()
        return request(number)

    with ThreadPoolExecutor(writers) as threads:
        return list(threads.map(send, range(writers)))


def statuses(answers: list[Any]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)
