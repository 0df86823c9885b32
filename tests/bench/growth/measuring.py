"""Measures what twice the input takes, by processor time."""

from collections.abc import Callable, Iterator
from time import process_time
from typing import NamedTuple

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.bench.growth.families import FAMILIES
from tests.bench.growth.patterns import applied, hard_texts
from tests.bench.growth.steps import STEPS

MOST = 2.2
ROUNDS = 20
NOTABLE = 0.01  # seconds; what takes less at most is not measured again
SIZE = 16_000  # characters of the texts for patterns


class Growth(NamedTuple):
    """The worst of what was measured of a step."""

    step: str
    family: str
    milliseconds: float  # of the larger input
    ratio: float


def show(console: Console) -> bool:
    """Print the growth of every step; return whether each is within the limit."""
    table = Table(title="Twice the input", title_justify="left", box=SIMPLE)
    for column in ("step", "worst input", "characters", "ms", "ratio"):
        table.add_column(column, justify="left" if column.endswith("t") else "right")
    found = []
    for step in STEPS:
        with console.status(step.name):
            found += [worst := max(_of_step(step.run, step.largest), key=_ratio)]
        _add(table, worst._replace(step=step.name), size=step.largest)
    with console.status("patterns"):
        found += [worst := max(_of_patterns(), key=_ratio)]
    _add(table, worst, size=SIZE)
    console.print(table)
    return all(one.ratio <= MOST for one in found)


def _ratio(growth: Growth) -> float:
    return growth.ratio


def _add(table: Table, worst: Growth, *, size: int) -> None:
    table.add_row(
        worst.step,
        worst.family,
        f"{size:,}",
        f"{worst.milliseconds:.1f}",
        f"{worst.ratio:.2f}" if worst.ratio else "short",
    )


def _of_step(run: Callable[[str], None], largest: int) -> Iterator[Growth]:
    for family, make in FAMILIES.items():
        yield Growth("", family, *_grown(run, make(largest // 2), make(largest)))


def _of_patterns() -> Iterator[Growth]:
    for name, run in applied():
        for half, whole in zip(hard_texts(SIZE // 2), hard_texts(SIZE), strict=True):
            yield Growth(name, repr(half[:12]), *_grown(run, half, whole))


def _grown(run: Callable[[str], None], half: str, whole: str) -> tuple[float, float]:
    """Return the milliseconds of ``whole``, and how many times those of ``half``.

    Other programs only make a measurement longer: the least of several counts.
    """
    twice = _seconds(run, whole)
    if twice < NOTABLE:
        return twice * 1000, 0
    once = _seconds(run, half)
    for _ in range(ROUNDS):
        once, twice = min(once, _seconds(run, half)), min(twice, _seconds(run, whole))
        if twice <= MOST * once:
            break
    return twice * 1000, twice / once


def _seconds(run: Callable[[str], None], sent: str) -> float:
    began = process_time()
    run(sent)
    return process_time() - began
