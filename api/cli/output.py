"""Output of commands: results on stdout, messages about them on stderr."""

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

AsJson = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")
]
# Characters that change the direction of the rest of the line.
DIRECTION_MARKS = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def print_json(result: Any) -> None:  # noqa: ANN401 - any JSON
    """Print ``result`` as one line of JSON, always in UTF-8."""
    typer.echo(orjson.dumps(result, option=orjson.OPT_UTC_Z))


def say(line: str) -> None:
    """Print a line of the result."""
    typer.echo(shown(line))


def remark(line: str) -> None:
    """Print a line that is not part of the result."""
    typer.echo(shown(line), err=True)


def say_all(table: Table) -> None:
    """Print a table as wide as the terminal, or 80 columns."""
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    console.print(table)


def cell(text: str, style: str = "") -> Text:
    """Return ``text`` as a cell of a table, without interpreting rich markup."""
    return Text(shown(text), style)


def shown(text: str) -> str:
    """Return ``text`` with terminal control characters replaced."""
    return "".join(c if _is_shown(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_shown(character: str) -> bool:
    if character in DIRECTION_MARKS:
        return False
    return character == "\n" or unicodedata.category(character) != "Cc"


@contextmanager
def progress(what: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on a terminal; call the yielded function to advance it."""
    console = Console(stderr=True)
    quiet = not console.is_terminal
    with Progress(console=console, transient=True, disable=quiet) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
