"""The figures on the terminal."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tests.bench.measuring import CONNECTIONS
from tests.bench.workloads import TITLES

Json = Mapping[str, Any]
COLUMNS = (
    "a second",
    "p50 ms",
    "p99 ms",
    "CPU µs",
    "of limit",
    "by CPU",
    "× naive",
    "failed",
)
FIGURES = {
    "of_limit": "of the limit",
    "times_naive": "times the naive way",
    "cost_in_first_pages": "times the cost of the first page",
    "p99_in_idle_ones": "times its p99 by itself",
}
# What the costs of the search are compared with, and which ratio is wanted.
COSTS = {
    "write": ("one without the search", "at most 1.25"),
    "batch": ("one without the search", "at most 1.5"),
    "page": ("an unchanged poll of it", "at least 3"),
}


def show(console: Console, backend: str, found: Json) -> None:
    """Print the results for one kind of database, with the targets."""
    console.print(_results(backend, found))
    parts = dict.fromkeys(one["part"] for one in found["results"])
    console.print("; ".join(f"{part}: {TITLES[part]}" for part in parts))
    if storing := found["database"]["storing"]:
        console.print(_stored(storing))
    if searching := found["database"]["searching"]:
        console.print(_searched(searching))
    for name, ratios in (found["database"]["search_costs"] or {}).items():
        console.print(_cost(name, ratios))
    for kind, filtered in (found["database"]["filtering"] or {}).items():
        console.print(_filtered(kind, filtered))
    for part in found["missing"]:
        console.print(f"{part}: [red]missing, nothing answers to its path")
    for target in found["targets"]:
        word = "[green]reached" if target["reached"] else "[red]not reached"
        bound = "at most" if target["at_most"] else "at least"
        figure = FIGURES[target["figure"]]
        console.print(
            f"{target['part']}: {target['measured']:.2f} {figure} "
            f"({_ratio(target['by_processor'])} by processor time), "
            f"{bound} {target['wanted']:g} wanted: {word}"
        )


def _stored(storing: Json) -> str:
    low, high = storing["batch_of_driver_spread"]
    return (
        f"A batch of {storing['claims_of_batch']:,} claims: "
        f"{storing['batch_claims_per_second']:,.0f} claims a second, "
        f"{storing['batch_of_driver']:.2f} of the bare driver ({low:.2f} to "
        f"{high:.2f}); "
        f"with new sources {storing['described_claims_per_second']:,.0f}, "
        f"in articles with 25 {storing['article_claims_per_second']:,.0f}, "
        f"{storing['article_of_driver']:.2f} of the bare driver for the claims alone. "
        f"{CONNECTIONS} writers record {storing['writers_of_one']:.1f} × what one does."
    )


def _cost(name: str, ratios: Sequence[float]) -> str:
    figure, wanted = COSTS[name]
    return (
        f"W3, {name}: {median(ratios):.2f} × {figure} ({min(ratios):.2f} to "
        f"{max(ratios):.2f}, by processor time), {wanted} wanted."
    )


def _filtered(kind: str, one: Json) -> str:
    spread = ", ".join(f"{at} {one[at]:.1f}" for at in ("p50", "p90", "p99"))
    worst = "; ".join(f"{name} {ms:.0f}" for name, ms in one["worst"].items())
    return (
        f"N, {kind} of {one['lists']} lists by filters, ms of processor time of the "
        f"database: {spread}. Slowest: {worst}. The driver alone takes "
        f"{one['of_driver_by_processor']:.2f} of the product's processor time."
    )


def _searched(searching: Json) -> Table:
    size = searching["index_bytes_of_claim"]
    title = f"W3, searches; their index has {size:.0f} bytes for each claim"
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    columns = ("driver p50 ms", "p90", "p99", "CPU p50", "p99", "of driver", "server")
    for name in ("", *columns):
        table.add_column(name, justify="right" if name else "left")
    for kind, one in searching.items():
        if kind != "index_bytes_of_claim":
            driver, processor = one["driver_ms"], one["driver_processor_ms"]
            spread = (*(driver[at] for at in ("p50", "p90", "p99")),)
            spread += (processor["p50"], processor["p99"])
            spread += (one["of_driver_by_processor"], one["server_processor_ms"])
            table.add_row(kind, *(f"{figure:.2f}" for figure in spread))
    return table


def _results(backend: str, found: Json) -> Table:
    title = f"{backend}, {found['database']['claims']:,} claims"
    table = Table(title=title, title_justify="left", box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("")
    table.add_column("who")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    part = None
    for one in found["results"]:
        again = one["part"] == part
        if not again:
            table.add_section()
        part = one["part"]
        table.add_row("" if again else part, one["contender"], *_cells(one))
    return table


def _cells(one: Json) -> Sequence[str]:
    return (
        f"{one['requests_per_second']:,.0f}",
        f"{one['p50_ms']:.2f}",
        f"{one['p99_ms']:.2f}",
        "–" if one["processor_us"] is None else f"{one['processor_us']:,.0f}",
        _ratio(one["of_limit"]),
        _ratio(one["of_limit_by_processor"]),
        _ratio(one["times_naive"]),
        str(one["failures"]),
    )


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
