"""Measures what twice the input takes, by processor time."""

import gc
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from time import process_time
from typing import Any, NamedTuple

from fastapi.testclient import TestClient
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.bench.growth.derivations import CLAIMS, DERIVATIONS
from tests.bench.growth.families import FAMILIES
from tests.bench.growth.lists import CLAIMS as RECORDED
from tests.bench.growth.lists import generated, lists
from tests.bench.growth.merges import MERGES, OF_MERGES, RECORDS
from tests.bench.growth.patterns import applied, hard_texts
from tests.bench.growth.sent import READS, SENT, Sent, read_list, served
from tests.bench.growth.shapes import SHAPES
from tests.bench.growth.steps import STEPS

MOST = 2.2
ROUNDS = 20
NOTABLE = 0.01  # seconds; what takes less at most is not measured again
SIZE = 16_000  # characters of the texts for patterns
COLUMNS = ("step", "worst input", "size", "ms", "ratio")


class Case(NamedTuple):
    """An input, and another one that is twice as large."""

    family: str
    run: Callable[[Any], object]
    half: Any
    whole: Any


class Growth(NamedTuple):
    """The time of twice the input; the ratio is 0 if both took no time."""

    family: str
    milliseconds: float  # of the larger input
    ratio: float


def show(console: Console) -> bool:
    """Print the growth of every step; return whether each is within the limit."""
    table = Table(title="Twice the input", title_justify="left", box=SIMPLE)
    for column in COLUMNS:
        table.add_column(column, justify="left" if column.endswith("t") else "right")
    gc.disable()  # how often it runs depends on what else there is
    found = [_add(table, *step, console=console) for step in _steps()]
    gc.enable()
    console.print(table)
    return max(found) <= MOST


def _steps() -> Iterator[tuple[str, int, Iterator[Case]]]:
    """Yield each step with the size of its larger inputs, and its cases."""
    for step in STEPS:
        yield step.name, step.largest, _of_texts(step.run, step.largest)
    yield "patterns", SIZE, _of_patterns()
    for name, derive in DERIVATIONS.items():
        yield name, CLAIMS, _of_shapes(derive, SHAPES, CLAIMS)
    for name, find in OF_MERGES.items():
        yield name, RECORDS, _of_shapes(find, MERGES, RECORDS)
    with generated() as databases:
        yield "all pages of a list", RECORDED, _of_lists(*databases)
        with served(databases[0]) as half, served(databases[1]) as whole:
            yield "reads", RECORDED, _of_reads(half, whole)
            for one in SENT:
                yield one.name, one.largest, _of_sent(one, whole)


def _of_texts(run: Callable[[str], object], largest: int) -> Iterator[Case]:
    for family, make in FAMILIES.items():
        yield Case(family, run, make(largest // 2), make(largest))


def _of_patterns() -> Iterator[Case]:
    for name, run in applied():
        for half, whole in zip(hard_texts(SIZE // 2), hard_texts(SIZE), strict=True):
            yield Case(f"{name}: {half[:12]!r}", run, half, whole)


def _of_lists(half: str, whole: str) -> Iterator[Case]:
    for name, read in lists():
        yield Case(name, read, half, whole)


def _of_reads(half: TestClient, whole: TestClient) -> Iterator[Case]:
    for path in READS:
        yield Case(path, partial(read_list, path), half, whole)


def _of_sent(sent: Sent, client: TestClient) -> Iterator[Case]:
    run = partial(sent.run, client)
    yield Case("as many as may be sent", run, sent.largest // 2, sent.largest)


def _of_shapes(
    run: Callable[[Any], object], shapes: Sequence[Callable[[int], Any]], largest: int
) -> Iterator[Case]:
    for make in shapes:
        family = make.__name__.replace("_", " ")
        yield Case(family, run, make(largest // 2), make(largest))


def _add(
    table: Table, step: str, size: int, cases: Iterator[Case], *, console: Console
) -> float:
    """Add the worst of some cases to the table; return its ratio."""
    with console.status(step):
        worst = max(map(_grown, cases), key=lambda one: one.ratio)
    ratio = f"{worst.ratio:.2f}" if worst.ratio else "short"
    taken = f"{worst.milliseconds:.1f}"
    table.add_row(step, worst.family, f"{size:,}", taken, ratio)
    return worst.ratio


def _grown(case: Case) -> Growth:
    """Measure a case.

    Other programs only make a measurement longer: the least of several counts.
    """
    twice = _seconds(case.run, case.whole)
    if twice < NOTABLE:
        return Growth(case.family, twice * 1000, 0)
    once = _seconds(case.run, case.half)
    for _ in range(ROUNDS):
        if twice <= MOST * once:
            break
        once = min(once, _seconds(case.run, case.half))
        twice = min(twice, _seconds(case.run, case.whole))
    return Growth(case.family, twice * 1000, twice / once)


def _seconds(run: Callable[[Any], object], given: object) -> float:
    began = process_time()
    run(given)
    return process_time() - began
