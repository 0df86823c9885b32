"""The benchmark; ``python -m tests.bench --help`` lists its options."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn

import orjson
from rich.console import Console

from tests.bench import machine
from tests.bench.cleaning import without_traces
from tests.bench.commits.comparing import compare
from tests.bench.databases import Database, provide
from tests.bench.equality import (
    DifferentError,
    check_reads,
    check_writes,
    missing,
)
from tests.bench.filtering import measure_filters
from tests.bench.load.wrk import can_measure
from tests.bench.measuring import CONNECTIONS, Measured, Measuring
from tests.bench.options import Options, parse
from tests.bench.report import show
from tests.bench.results import figures, targets
from tests.bench.samples import Samples, draw
from tests.bench.search_costs import measure_costs
from tests.bench.searching import measure_searching
from tests.bench.servers import CONTENDERS, Server, serve
from tests.bench.storing import measure_storing
from tests.bench.workloads import FILTERS, PARTS, SEARCHES, WRITE, WRITE_PATH

STARTING = 300  # seconds that all but generating and measuring may take
CLAIMS_PER_SECOND = 100  # at least, when they are generated on a busy machine
GRACE = 45  # seconds that a measurement may take beyond its own
Json = dict[str, Any]


def main() -> int:
    """Measure, print and store the results; return the exit status."""
    options = parse()
    console = Console(width=None if sys.stdout.isatty() else 100)
    if options.growth:
        # Here, because it imports the whole application.
        from tests.bench.growth import measuring  # noqa: PLC0415

        return 0 if measuring.show(console) else 1
    signal.signal(signal.SIGTERM, _end)  # so that servers are ended too
    run: Json = {
        "machine": machine.facts(),
        "versions": machine.versions(),
        "options": _said(options),
    }
    try:
        run |= _figures(options, console)
    except DifferentError as error:
        console.print(str(error), markup=False)
        return 1
    options.out.write_bytes(orjson.dumps(run, option=orjson.OPT_INDENT_2))
    console.print(f"All figures are in {options.out}.")
    return 0


def _figures(options: Options, console: Console) -> Json:
    if options.compare:
        return compare(options.compare, options, console)
    databases: Json = {}
    for backend in options.backends:
        databases[backend] = _measure(backend, options, console)
        show(console, backend, databases[backend])
    return {"databases": databases}


def _measure(backend: str, options: Options, console: Console) -> Json:
    generating = STARTING + options.claims / CLAIMS_PER_SECOND
    with ExitStack() as stack:
        with console.status(f"{backend}: the record") as status, _limit(generating):

            def progress(done: int) -> None:
                status.update(f"{backend}: {done:,} of {options.claims:,} claims")

            database = stack.enter_context(provide(backend, options, progress))
            facts = database.facts()
        measured, more = _rounds(database, options, console)
    results = figures(measured)
    unknown = more.pop("missing")
    found = {"database": facts | more, "missing": unknown, "results": results}
    return found | {"targets": targets(backend, results)}


def _rounds(
    database: Database, options: Options, console: Console
) -> tuple[list[Measured], Json]:
    parts = [part for one in options.workloads for part in PARTS[one]]
    cells = len(parts) * len(CONTENDERS) * (options.rounds + 1)
    most = STARTING + cells * (options.seconds + GRACE)
    with ExitStack() as stack:
        stack.enter_context(_limit(most))
        status = stack.enter_context(console.status(f"{database.backend}: samples"))
        samples = draw(database.url, options.seed)
        servers = stack.enter_context(serve(database.url))
        stack.enter_context(without_traces(database.url))
        status.update(f"{database.backend}: comparing answers")
        reads = [part for part in parts if part != WRITE]
        unknown = missing(servers["product"], samples, reads)
        reads = [part for part in reads if part not in unknown]
        compared = check_reads(servers, samples, reads)
        if WRITE in parts:
            check_writes(servers, samples, WRITE_PATH)
        measuring = Measuring(servers, samples, options, missing=unknown)
        measured = [
            one
            for workload in options.workloads
            if PARTS[workload]
            for one in measuring.measure(
                workload, lambda words: status.update(f"{database.backend}: {words}")
            )
        ]
        others = _others(
            servers["product"], samples, database, options, progress=status.update
        )
    more = {
        **others,
        "answers_compared": compared,
        "missing": unknown,
        "deep_page_behind": samples.depth,
        "claims_of_largest_source": samples.largest,
        "claims_on_largest_fact": samples.claims_on_fact,
        "stances_of_largest_source": samples.stances,
    }
    return measured, more


def _others(
    product: Server,
    samples: Samples,
    database: Database,
    options: Options,
    *,
    progress: Callable[[str], None],
) -> Json:
    """Return the figures of the product alone; null if its workload is left out."""
    backend, url, workloads = database.backend, database.url, options.workloads
    found: Json = dict.fromkeys(("storing", "searching", "search_costs", "filtering"))
    if SEARCHES in workloads:
        progress(f"{backend}: searches")
        found["searching"] = measure_searching(url, seed=options.seed)
        progress(f"{backend}: writes without the search")
        found["search_costs"] = measure_costs(product, samples, url, options)
    if FILTERS in workloads:
        progress(f"{backend}: filters")
        found["filtering"] = measure_filters(url, tiny=options.tiny)
    if WRITE in workloads:
        progress(f"{backend}: batches")
        found["storing"] = measure_storing(product, samples, url, options)
    return found


def _said(options: Options) -> Json:
    client = "wrk" if can_measure(options.seconds) else "a client in Python"
    return {
        "claims": options.claims,
        "seed": options.seed,
        "seconds": options.seconds,
        "rounds": options.rounds,
        "connections": CONNECTIONS,
        "client_of_reads": client,
        "client_of_writes": "a client in Python",
    }


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Raise ``TimeoutError`` in a block that takes longer."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(int(seconds))
    try:
        yield
    finally:
        signal.alarm(0)


def _too_long(*_: object) -> NoReturn:
    message = "the benchmark took too long"
    raise TimeoutError(message)


def _end(*_: object) -> NoReturn:
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
