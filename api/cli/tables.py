"""Sources and claims as tables for a terminal."""

from collections.abc import Sequence

from rich.box import HORIZONTALS
from rich.table import Table
from rich.text import Text

from api.cli.output import cell, remark, say, say_all
from api.serializers.values import Json
from api.settings import MAX_PAGE_SIZE

MAX_CHARACTERS = 400  # of a claim; JSON has all of them
MAX_SOURCES = 20  # above a table of claims


def say_table(table: Table, *, more: bool) -> None:
    """Print a table, and whether there are more rows."""
    if not table.row_count:
        say("There are none.")
        return
    say_all(table)
    if more:
        remark(f"There are more: --limit shows up to {MAX_PAGE_SIZE:,}.")


def say_sources(refs: Sequence[Json]) -> None:
    """Print the sources of the following claims."""
    for ref in refs[:MAX_SOURCES]:
        say(f"#{ref['id']} {ref['label']}, {ref['kind']}")
    if len(refs) > MAX_SOURCES:
        say(f"and {len(refs) - MAX_SOURCES:,} more with this name")


def source_table(rows: Sequence[Json]) -> Table:
    """Return sources as a table."""
    table = Table(box=HORIZONTALS)
    table.add_column("id", justify="right", no_wrap=True)
    for name in ("source", "kind", "sector", "country"):
        table.add_column(name)
    for row in rows:
        table.add_row(
            str(row["id"]),
            cell(row["label"]),
            row["kind"],
            cell(row["sector"] or ""),
            row["country_code"] or "",
        )
    return table


def claim_table(rows: Sequence[Json]) -> Table:
    """Return claims as a table: speaker, text and outlet in one column."""
    table = Table(box=HORIZONTALS, show_lines=True)
    table.add_column("id", justify="right", no_wrap=True)
    table.add_column("dated", no_wrap=True)
    table.add_column("act", no_wrap=True)
    table.add_column("claim", ratio=1)
    for row in rows:
        day = str(row["dated"]["at"])[:10]
        table.add_row(str(row["id"]), day, row["act"], _claim_cell(row))
    return table


def _claim_cell(row: Json) -> Text:
    """Return speaker, text and outlet, each on its own line."""
    words = row["text"]
    if len(words) > MAX_CHARACTERS:
        words = f"{words[:MAX_CHARACTERS]}…"
    outlet = row["article"]["outlet"]
    printed = f"{outlet['name']}, " if outlet else ""
    return Text("\n").join(
        [
            cell(_chain(row) or "unattributed", "bold"),
            cell(words),
            cell(f"{printed}article {row['article_id']}", "dim"),
        ]
    )


def _chain(claim: Json) -> str:
    """Return the speakers of a claim, and the origins if they differ."""
    speakers, origins = _labels(claim["speakers"]), _labels(claim["origins"])
    return speakers if origins == speakers else f"{speakers} ← {origins}"


def _labels(sources: Sequence[Json]) -> str:
    return ", ".join(source["label"] for source in sources)
