"""Rounds of the product and a peer, which are asked the same questions in turns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import median

from rich.box import SIMPLE
from rich.table import Table

from tests.bench.load import client
from tests.bench.measuring import Measured, measured_round, processor_ratios, rotated
from tests.bench.options import Options
from tests.bench.servers import Server

Requests = Callable[[int], Iterator[bytes]]  # of each round, without end
Questions = Mapping[str, tuple[Requests, Requests]]  # to the product and to the peer


def reading(paths: Sequence[str]) -> Requests:
    """Return reads of paths in any order."""
    return partial(client.gets, paths)


def writing(path: str, bodies: Iterator[bytes]) -> Requests:
    """Return writes, each of which is sent once."""
    requests = (client.post(path, body) for body in bodies)
    return lambda _: requests


def measure(
    servers: Sequence[Server], questions: Questions, options: Options
) -> Sequence[Measured]:
    """Return the rounds of both servers for each question, in turns."""
    cells = [
        (Measured(title, server.contender), server, requests)
        for title, asked in questions.items()
        for server, requests in zip(servers, asked, strict=True)
    ]
    for number in range(options.rounds):
        for cell, server, requests in rotated(cells, number):
            asked = requests(number)
            one = measured_round(server, asked, seconds=options.seconds)
            cell.rounds.append(one)
    return [cell for cell, *_ in cells]


def shown(title: str, cells: Sequence[Measured]) -> Table:
    """Return the figures, and how many times as many the product answers."""
    table = Table(title=title, title_justify="left", box=SIMPLE)
    names = ("", "who", "a second", "p50 ms", "p99 ms", "CPU µs", "×", "× by CPU")
    for name in (*names, "failed"):
        table.add_column(name, justify="left" if name in ("", "who") else "right")
    for mine, theirs in zip(cells[::2], cells[1::2], strict=True):
        by_processor = processor_ratios(mine, theirs)
        ratio = f"{per_second(mine) / per_second(theirs):.1f}"
        processor = f"{median(by_processor):.1f}" if by_processor else "–"
        table.add_row(mine.part, *_figures(mine, ratio, processor))
        table.add_row("", *_figures(theirs, "", ""))
    return table


def per_second(cell: Measured) -> float:
    """Return the median of the requests that were answered in a second."""
    return median(cell.per_second())


def _figures(cell: Measured, ratio: str, by_processor: str) -> Sequence[str]:
    found = cell.as_json()
    times = (found["requests_per_second"], found["p50_ms"], found["p99_ms"])
    processor = found["processor_us"]
    return (
        cell.contender,
        *(f"{one:,.1f}" for one in times),
        "–" if processor is None else f"{processor:,.0f}",
        *(ratio, by_processor, str(found["failures"])),
    )
