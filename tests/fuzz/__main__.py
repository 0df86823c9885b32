"""The fuzzer; ``python -m tests.fuzz --help`` says what it can be told."""

import sys
import time
from argparse import ArgumentParser, Namespace

from rich.console import Console

from tests.fuzz.contract import Extent, Outcome, run
from tests.fuzz.databases import BACKENDS, provide


def main() -> int:
    """Fuzz, print what was found, and return the exit status."""
    options, console = _parse(), Console(soft_wrap=True, highlight=False)
    backends = BACKENDS if options.database == "both" else (options.database,)
    extent = Extent(
        examples=options.examples,
        seed=options.seed,
        seconds=round(options.minutes * 60 / len(backends)),
        shrink=True,
        stateful=True,
    )
    found = 0
    for backend in backends:
        began = time.monotonic()
        with provide(backend) as url:
            outcome = run(url, extent)
        _show(console, backend, outcome, time.monotonic() - began)
        found += len(outcome.findings)
        if outcome.findings:
            again = (
                f"python -m tests.fuzz --database {backend} --seed {options.seed} "
                f"--examples {options.examples} --minutes {options.minutes:g}"
            )
            console.print(f"Find it again with: {again}", markup=False)
    return 1 if found else 0


def _show(console: Console, backend: str, outcome: Outcome, seconds: float) -> None:
    def say(text: str) -> None:
        console.print(text, markup=False)

    for number, text in enumerate(outcome.findings.values(), 1):
        say(f"{backend}, finding {number}: {text}\n")
    phases = ", ".join(f"{count:,} {name}" for name, count in outcome.cases.items())
    say(f"{backend}: {outcome.total:,} cases ({phases}) in {seconds:.0f} s")
    if outcome.stopped != "completed":
        say(f"{backend}: it stopped early: {outcome.stopped}")
    if missed := outcome.operations - outcome.reached:
        say(f"{backend}: never answered with success: {', '.join(sorted(missed))}")
    say(f"{backend}: {len(outcome.findings)} findings")


def _parse() -> Namespace:
    parser = ArgumentParser(
        "python -m tests.fuzz",
        description="Send requests made from the OpenAPI document, valid and invalid, "
        "and check every answer against it.",
    )
    add = parser.add_argument
    add("--examples", type=int, default=40, help="of an operation: %(default)s")
    add("--seed", type=int, default=1, help="of all chance: %(default)s")
    add("--database", choices=(*BACKENDS, "both"), default="both")
    add("--minutes", type=float, default=20, help="at most, in all: %(default)s")
    options = parser.parse_args()
    if options.examples < 1 or options.minutes <= 0:
        parser.error("examples start at 1, and minutes are more than 0")
    return options


if __name__ == "__main__":
    sys.exit(main())
