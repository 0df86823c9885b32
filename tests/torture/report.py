"""The results, on the terminal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.torture.expensive import Expensive
from tests.torture.overload import Overload
from tests.torture.rounds import Round

COLUMNS = (
    "rounds",
    "acknowledged",
    "in doubt",
    "of these done",
    "refused",
    "cut off",
    "slowest s",
    "back after s",
    "findings",
)
SHOWN = 20  # findings


def show(
    console: Console, title: str, results: Sequence[Round | Overload | Expensive]
) -> None:
    """Print the results and the findings."""
    rounds = [one for one in results if isinstance(one, Round)]
    if rounds:
        _show_rounds(console, title, rounds)
    for one in results:
        if not isinstance(one, Round):
            _show_figures(console, title, one.as_json())
    findings = [finding for one in results for finding in one.findings]
    for finding in findings[:SHOWN]:
        console.print(str(finding), style="red", markup=False)
    if len(findings) > SHOWN:
        console.print(f"and {len(findings) - SHOWN} more", style="red")


def _show_rounds(console: Console, title: str, rounds: Sequence[Round]) -> None:
    table = _table(title, *COLUMNS)
    named = attrgetter("name")
    for name, alike in groupby(sorted(rounds, key=named), named):
        table.add_row(name, *_cells(list(alike)))
    console.print(table)
    for one in rounds:
        if one.skipped:
            console.print(f"{one.name} was skipped: {one.skipped}", markup=False)


def _show_figures(console: Console, title: str, found: Mapping[str, Any]) -> None:
    table = _table(title, "")
    for name, value in found.items():
        if name not in {"findings", "times"}:
            table.add_row(name.replace("_", " "), str(value))
    console.print(table)
    if times := found.get("times"):
        _show_times(console, times)


def _show_times(console: Console, times: Mapping[str, Mapping[str, Any]]) -> None:
    table = _table("", "answers", "p50 s", "p99 s", "slowest s")
    for name, figures in times.items():
        answers, *seconds = figures.values()
        counts = ", ".join(f"{status}: {n}" for status, n in sorted(answers.items()))
        table.add_row(name, counts, *map(str, seconds))
    console.print(table)


def _cells(rounds: Sequence[Round]) -> Sequence[str]:
    if all(one.skipped for one in rounds):
        return ("skipped",)
    statuses = sum((one.statuses for one in rounds), Counter())
    return (
        f"{len(rounds)}",
        f"{sum(one.acknowledged for one in rounds):,}",
        f"{sum(one.in_doubt for one in rounds):,}",
        f"{sum(one.done_unseen for one in rounds):,}",
        f"{statuses[429] + statuses[503]:,}",
        f"{statuses[0]:,}",
        f"{max(one.slowest for one in rounds):.2f}",
        f"{max(one.recovered for one in rounds):.2f}",
        f"{sum(len(one.findings) for one in rounds)}",
    )


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    return table
