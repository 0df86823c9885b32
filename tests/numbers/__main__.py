"""Print the numbers of the code: ``python -m tests.numbers [--where]``."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.numbers.measuring import Measure, measure

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print each number, its limit and whether it is met."""
    parser = ArgumentParser("python -m tests.numbers", description=main.__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="of the code")
    parser.add_argument("--where", action="store_true", help="list what counts, too")
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 100)
    measures = measure(given.root)
    console.print(_table(measures))
    for one in measures if given.where else ():
        for place in one.where:
            console.print(f"{one.name}: {place}", markup=False, highlight=False)


def _table(measures: list[Measure]) -> Table:
    table = Table("number", "value", "limit", "met")
    for one in measures:
        limit = "none" if one.limit is None else f"{one.limit:g}"
        table.add_row(
            one.name, f"{one.value:.3g}", limit, "yes" if one.is_met else "NO"
        )
    return table


if __name__ == "__main__":
    main()
