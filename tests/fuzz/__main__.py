"""The fuzzer; ``python -m tests.fuzz --help`` lists its options."""

import sys
import time
from argparse import ArgumentParser, Namespace
from itertools import product

from rich.console import Console

from api.server.callers import ROLES
from tests.fuzz.contract import Extent, Outcome, run
from tests.fuzz.databases import BACKENDS, provide


def main() -> int:
    """Fuzz, print the findings, and return the exit status."""
    options, console = _parse(), Console(soft_wrap=True, highlight=False)
    backends = BACKENDS if options.database == "both" else (options.database,)
    roles = ROLES if options.role == "every" else (options.role,)
    runs = list(product(backends, roles))
    found = 0
    for backend, role in runs:
        began = time.monotonic()
        extent = Extent(
            examples=options.examples,
            seed=options.seed,
            seconds=round(options.minutes * 60 / len(runs)),
            shrink=True,
            stateful=True,
            role=role,
        )
        with provide(backend) as url:
            outcome = run(url, extent)
        _show(console, f"{backend}, {role}", outcome, time.monotonic() - began)
        found += len(outcome.findings)
        if outcome.findings:
            minutes = options.minutes / len(runs)
            again = (
                f"python -m tests.fuzz --database {backend} --role {role} "
                f"--seed {options.seed} --examples {options.examples} "
                f"--minutes {minutes:g}"
            )
            console.print(f"Find it again with: {again}", markup=False)
    return 1 if found else 0


def _show(console: Console, where: str, outcome: Outcome, seconds: float) -> None:
    def say(text: str) -> None:
        console.print(text, markup=False)

    for number, text in enumerate(outcome.findings.values(), 1):
        say(f"{where}, finding {number}: {text}\n")
    phases = ", ".join(f"{count:,} {name}" for name, count in outcome.cases.items())
    say(f"{where}: {outcome.total:,} cases ({phases}) in {seconds:.0f} s")
    if outcome.stopped != "completed":
        say(f"{where}: it stopped early: {outcome.stopped}")
    if missed := outcome.operations - outcome.reached:
        say(f"{where}: never answered with success: {', '.join(sorted(missed))}")
    say(f"{where}: {len(outcome.findings)} findings")


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
    add("--role", choices=(*ROLES, "every"), default="every", help="whose key is shown")
    add("--minutes", type=float, default=40, help="at most, in all: %(default)s")
    options = parser.parse_args()
    if options.examples < 1 or options.minutes <= 0:
        parser.error("examples start at 1, and minutes are more than 0")
    return options


if __name__ == "__main__":
    sys.exit(main())
