"""The product and Datasette on the same SQLite file: ``make bench-peers``.

Datasette is installed into a folder that is deleted at the end. It gives rows as they
are stored, to everybody; the product gives claims with their references.
"""

import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url, select

from api.settings import PREFIX
from db.engine.session import make_engine
from db.models import ClaimSearch
from tests.bench.databases import provide
from tests.bench.measuring import Measured, measured_round, processor_ratios, rotated
from tests.bench.options import Options, parse
from tests.bench.samples import draw
from tests.bench.servers import Server, free_port, run, start, wait_for

PEER = "datasette<1"
QUERIES = 200  # pairs of words that stand in a claim
FTS = {"_fts_table": "claim_fts", "_fts_pk": "id"}
WORKLOADS = {
    "W1": "newest 50 claims of a source",
    "W2": "one claim by its id",
    "W3": "50 claims that have two words",
}
OF_SOURCE = """
SELECT claim.*, article.title, outlet.name FROM attribution
JOIN claim ON claim.id = attribution.claim_id
JOIN article ON article.id = claim.article_id
LEFT JOIN source AS outlet ON outlet.id = article.outlet_id
WHERE attribution.source_id = :source
ORDER BY attribution.dated_at DESC, attribution.claim_id DESC LIMIT 50
"""
Paths = Mapping[str, Mapping[str, Sequence[str]]]  # of each workload and contender


def main() -> int:
    """Measure, and print the ratios; return the exit status."""
    options, console = parse(), Console(width=None if sys.stdout.isatty() else 100)
    with ExitStack() as stack:
        database = stack.enter_context(provide("sqlite", options, lambda _: None))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        file = Path(str(make_url(database.url).database))
        servers = {
            "product": stack.enter_context(start("product", database.url)),
            "datasette": stack.enter_context(_datasette(install(folder), file)),
        }
        for server in servers.values():
            wait_for(server)
        paths = paths_of(database.url, file.stem, seed=options.seed)
        console.print(shown(measure(servers, paths, options)))
    return 0


def install(folder: Path) -> Path:
    """Install Datasette into an environment of its own, and return its program."""
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", PEER]
    subprocess.run(pip, check=True)
    return folder / "bin" / "datasette"


@contextmanager
def _datasette(program: Path, file: Path) -> Iterator[Server]:
    port = free_port()
    command = [str(program), "serve", str(file), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--setting", "sql_time_limit_ms", "10000"]
    with run("datasette", command, port=port, told={}) as server:
        yield server


def paths_of(url: str, name: str, *, seed: int) -> Paths:
    """Return the paths of both, for the same sources, claims and words."""
    samples, random = draw(url, seed), Random(seed)
    sources = [path.split("/")[-2] for path in samples.paths["W1"]]
    claims = [path.split("/")[-1] for path in samples.paths["W2"]]
    words = _pairs(url, random.sample(claims, min(QUERIES, len(claims))), random)
    own = {
        "W1": samples.paths["W1"],
        "W2": samples.paths["W2"],
        "W3": [f"{PREFIX}/claims?{urlencode({'q': pair})}" for pair in words],
    }
    of_source = ({"sql": OF_SOURCE, "source": one} for one in sources)
    searches = ({"_search": pair, "_size": 50, "_nocount": 1, **FTS} for pair in words)
    theirs = {
        "W1": [f"/{name}.json?{urlencode(one)}" for one in of_source],
        "W2": [f"/{name}/claim/{one}.json" for one in claims],
        "W3": [f"/{name}/claim_search.json?{urlencode(one)}" for one in searches],
    }
    return {
        part: {"product": own[part], "datasette": theirs[part]} for part in WORKLOADS
    }


def _pairs(url: str, claims: Sequence[str], random: Random) -> Sequence[str]:
    """Return two words of each claim; Datasette would split others."""
    engine = make_engine(url)
    with engine.connect() as connection:
        of = ClaimSearch.record_id.in_(map(int, claims))
        rows = connection.scalars(select(ClaimSearch.words).where(of)).all()
    engine.dispose()
    return [" ".join(random.choices(row.split(), k=2)) for row in rows]


def measure(
    servers: Mapping[str, Server], paths: Paths, options: Options
) -> Sequence[Measured]:
    """Return the rounds of both in each workload, in turns."""
    cells = [Measured(part, name) for part in paths for name in servers]
    for number in range(options.rounds):
        for cell in rotated(cells, number):
            server, asked = servers[cell.contender], paths[cell.part][cell.contender]
            one = measured_round(server, asked, seconds=options.seconds, number=number)
            cell.rounds.append(one)
    return cells


def shown(cells: Sequence[Measured]) -> Table:
    """Return the figures, and how many times as many the product answers."""
    table = Table(
        title="The product and Datasette on SQLite", title_justify="left", box=SIMPLE
    )
    names = ("", "who", "a second", "p50 ms", "p99 ms", "CPU µs", "×", "× by CPU")
    for name in (*names, "failed"):
        table.add_column(name, justify="left" if name in ("", "who") else "right")
    for mine, theirs in zip(cells[::2], cells[1::2], strict=True):
        by_processor = processor_ratios(mine, theirs)
        ratio = f"{per_second(mine) / per_second(theirs):.1f}"
        processor = f"{median(by_processor):.1f}" if by_processor else "–"
        table.add_row(WORKLOADS[mine.part], *_figures(mine, ratio, processor))
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


if __name__ == "__main__":
    sys.exit(main())
