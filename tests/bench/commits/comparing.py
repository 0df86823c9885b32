"""Rounds of two commits in turns, and the ratios of their figures."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from secrets import token_hex
from statistics import median
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.bench.commits.sides import Side, serve_side
from tests.bench.commits.worktree import checked_out, commit_of
from tests.bench.databases import places
from tests.bench.machine import ROOT
from tests.bench.measuring import Measured, processor_ratios, ratios, rotated
from tests.bench.options import Options
from tests.bench.workloads import TITLES

NOW = "now"  # the name of the state that is checked out here
COLUMNS = {"requests_per_second": "throughput", "processor_us": "processor"}
Json = dict[str, Any]
Pair = Sequence[Measured]  # a part of a workload: measured now, and in the other commit


def compare(ref: str, options: Options, console: Console) -> Json:
    """Measure this state against a commit on each database; print and return all."""
    found: Json = {"ref": ref, "commit": commit_of(ref), "databases": {}}
    for backend in options.backends:
        with console.status(backend) as status:
            pairs = _measure(ref, backend, options, status.update)
        console.print(_table(f"{backend}, {options.claims:,} claims", ref, pairs))
        console.print("; ".join(f"{one.part}: {TITLES[one.part]}" for one, _ in pairs))
        found["databases"][backend] = [_figures(pair) for pair in pairs]
    return found


def _measure(
    ref: str, backend: str, options: Options, progress: Callable[[str], None]
) -> Sequence[Pair]:
    names = [f"onrecord_compare_{token_hex(4)}" for _ in range(2)]
    with ExitStack() as stack:
        roots = {NOW: ROOT, ref: stack.enter_context(checked_out(ref))}
        urls = stack.enter_context(places(backend, names))
        sides = list[Side]()
        for url, (name, root) in zip(urls, roots.items(), strict=True):
            progress(f"{backend}: the record of {name}")
            sides.append(stack.enter_context(serve_side(name, root, url, options)))
        one, other = sides
        parts = [part for part in one.parts if part in other.parts]
        return [_rounds(part, sides, options, progress) for part in parts]


def _rounds(
    part: str, sides: Sequence[Side], options: Options, progress: Callable[[str], None]
) -> Pair:
    """Return the rounds of both sides; each begins every second round."""
    pair = [Measured(part, side.name) for side in sides]
    both = list(zip(sides, pair, strict=True))
    for side, cell in () if options.tiny else both:
        side.measuring.round(cell, seconds=1, number=0)
    for number in range(options.rounds):
        for side, cell in rotated(both, number):
            progress(f"round {number + 1}: {part}, {side.name}")
            seconds = options.seconds
            one = side.measuring.round(cell, seconds=seconds, number=number)
            cell.rounds.append(one)
    return pair


def _figures(pair: Pair) -> Json:
    """Return the figures of both, and how many times as good this state is."""
    now, other = pair
    throughput, processor = ratios(now, other), processor_ratios(now, other)
    return {
        "part": now.part,
        "now": now.as_json(),
        "other": other.as_json(),
        "throughput": _spread(throughput),
        "processor": _spread(processor),
    }


def _spread(values: Sequence[float]) -> Sequence[float] | None:
    """Return the median, the least and the most."""
    return (median(values), min(values), max(values)) if values else None


def _table(title: str, ref: str, pairs: Sequence[Pair]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("")
    columns = ("a second", ref, "ratio", "CPU µs", ref, "ratio", "failed")
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for pair in pairs:
        table.add_row(pair[0].part, *_cells(_figures(pair)))
    return table


def _cells(found: Json) -> Sequence[str]:
    now, other = found["now"], found["other"]
    figures = []
    for name, ratio in COLUMNS.items():
        figures += [_number(one[name]) for one in (now, other)]
        figures.append(_ratio(found[ratio]))
    return (*figures, str(now["failures"] + other["failures"]))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _ratio(spread: Sequence[float] | None) -> str:
    if spread is None:
        return "–"
    middle, least, most = spread
    return f"{middle:.2f} ({least:.2f}–{most:.2f})"
