"""The torture test; ``python -m tests.torture --help`` lists its options."""

import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import orjson
from rich.console import Console

from tests.bench import machine
from tests.torture import expensive, faults, kills, overload
from tests.torture.expensive import Expensive
from tests.torture.options import Options, parse
from tests.torture.overload import Overload
from tests.torture.report import show
from tests.torture.rounds import Round

Json = dict[str, Any]
Progress = Callable[[str], None]
Results = Sequence[Round | Overload | Expensive]


def main() -> int:
    """Run all parts, print the findings, and return the exit status."""
    options = parse()
    console = Console(width=None if sys.stdout.isatty() else 120)
    signal.signal(signal.SIGTERM, _end)  # so that servers are stopped too
    found: Json = {"machine": machine.facts(), "versions": machine.versions()}
    wrong = False
    for backend in options.backends:
        found[backend] = {}
        for part in options.parts:
            results = _run(part, backend, options, console)
            found[backend][part] = [one.as_json() for one in results]
            wrong |= any(one.findings for one in results)
    if options.out:
        options.out.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    console.print("Something was lost or broken." if wrong else "Nothing was lost.")
    return int(wrong)


def _kills(backend: str, options: Options, progress: Progress) -> Results:
    number, seed = options.rounds, options.seed
    return list(kills.run(backend, number, seed, progress, tiny=options.tiny))


def _faults(backend: str, options: Options, progress: Progress) -> Results:
    return list(faults.run(backend, options.seed, progress, tiny=options.tiny))


def _overload(backend: str, options: Options, progress: Progress) -> Results:
    return [overload.run(backend, options.seed, options.seconds, progress)]


def _expensive(backend: str, options: Options, progress: Progress) -> Results:
    claims, seconds = options.claims, options.seconds
    return [expensive.run(backend, claims=claims, seconds=seconds, progress=progress)]


PARTS = {
    "kills": _kills,
    "faults": _faults,
    "overload": _overload,
    "expensive": _expensive,
}


def _run(part: str, backend: str, options: Options, console: Console) -> Results:
    title = f"{backend}, {part}"
    with console.status(title) as status:

        def progress(words: str) -> None:
            status.update(f"{title}: {words}")

        results = PARTS[part](backend, options, progress)
    show(console, title, results)
    return results


def _end(*_: object) -> NoReturn:
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
