"""Measures the product and its peers; the options are those of the benchmark."""

import sys
from contextlib import ExitStack
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.bench.cleaning import without_traces
from tests.bench.databases import provide
from tests.bench.options import parse
from tests.bench.peers import datasette, postgraphile
from tests.bench.peers.questions import measure, shown
from tests.bench.servers import start, wait_for

PEERS = {"sqlite": datasette, "postgresql": postgraphile}


def main() -> int:
    """Measure on each database, and print the ratios; return the exit status."""
    options, console = parse(), Console(width=None if sys.stdout.isatty() else 100)
    for backend in options.backends:
        peer = PEERS[backend]
        if not all(map(which, peer.NEEDS)):
            wanted = " and ".join(peer.NEEDS)
            console.print(f"{peer.NAME} is not measured: it needs {wanted}.")
            continue
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            program = peer.install(folder)
            url = stack.enter_context(provide(backend, options, lambda _: None)).url
            servers = [
                stack.enter_context(start("product", url)),
                stack.enter_context(peer.serve(program, url)),
            ]
            for server in servers:
                wait_for(server)
            stack.enter_context(without_traces(url))
            questions = peer.questions(url, seed=options.seed)
            cells = measure(servers, questions, options)
            peer.check(servers[-1], url, cells)
        console.print(shown(f"The product and {peer.NAME} on {backend}", cells))
    return 0


if __name__ == "__main__":
    sys.exit(main())
