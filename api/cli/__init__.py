"""The command line ``onrecord``: assembly."""

import io
import sys
from typing import Annotated, Any

import typer

from api import VERSION
from api.cli.lazy import Commands, LazyCommand, group

__all__ = ["COMMANDS", "cli"]

# In the order of the help text, which has the first sentence of each.
COMMANDS = (
    LazyCommand(
        "serve", "api.cli.serve:serve", "Serve the record over HTTP until Ctrl-C."
    ),
    LazyCommand(
        "migrate",
        "api.cli.database:migrate",
        "Bring the tables of a database up to date; create its file if it is missing.",
    ),
    LazyCommand(
        "seed",
        "api.cli.database:seed",
        "Load the data that ships with Onrecord; existing records stay unchanged.",
    ),
    LazyCommand(
        "generate",
        "api.cli.database:generate",
        "Fill an empty database with synthetic data, for measurements or experiments.",
    ),
    LazyCommand(
        "verify",
        "api.cli.verify:verify",
        "Check rules that constraints cannot express, and the history; "
        "status 1 if broken.",
    ),
    LazyCommand(
        "seal",
        "api.cli.seal:seal",
        "Print the hash of the newest audit entry, which covers all earlier entries.",
    ),
    LazyCommand(
        "backup",
        "api.cli.backup:backup",
        "Copy the database as of this instant to a new file, and check the copy.",
    ),
    LazyCommand(
        "redactions",
        "api.cli.redactions:redactions",
        "List redactions, restrictions, revoked keys and changed roles, for restores.",
    ),
    LazyCommand(
        "restore",
        "api.cli.restore:restore",
        "Restore a backup into an empty database, check it, and list its live keys.",
    ),
    LazyCommand(
        "reanchor",
        "api.cli.reanchor:reanchor",
        "Anchor the claims of articles in their newest texts; say how many changed.",
    ),
    LazyCommand(
        "rekey",
        "api.cli.rekey:rekey",
        "Recompute the keys of addresses, texts and unnamed sources.",
    ),
    LazyCommand(
        "search",
        "api.cli.search:search",
        "Rebuild or purge the indexes of searches and suggestions.",
    ),
    group(
        "article",
        "Add articles to the database.",
        LazyCommand(
            "add",
            "api.cli.record:add_article",
            "Add an article with its text, and its outlet if that is new.",
        ),
    ),
    group(
        "key",
        "Create, list and revoke API keys.",
        LazyCommand(
            "create",
            "api.cli.keys:create",
            "Create an API key, by default of an administrator, and show it only once.",
        ),
        LazyCommand(
            "list",
            "api.cli.keys:list_all",
            "List all keys, including expired and revoked ones.",
        ),
        LazyCommand("revoke", "api.cli.keys:revoke", "Revoke a key, at once."),
        LazyCommand(
            "history",
            "api.cli.keys:history",
            "List who created and revoked a key, and changed its analyst's role.",
        ),
    ),
    group(
        "analyst",
        "Change the roles of analysts.",
        LazyCommand(
            "role",
            "api.cli.keys:give_role_to",
            "Change the role of an analyst at once, for all their keys.",
        ),
    ),
    LazyCommand("sources", "api.cli.lists:sources", "List sources, named and unnamed."),
    LazyCommand(
        "claims",
        "api.cli.lists:claims",
        "List claims, the latest first. With a source, list only its claims.",
    ),
)


class Onrecord(Commands):
    """The commands of ``onrecord``."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - typer's
        super().__init__(**attributes | {"commands": COMMANDS})


cli = typer.Typer(
    name="onrecord",
    help="Record who said what, and serve the record.",
    cls=Onrecord,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they show values, including a password
    rich_markup_mode="rich",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {VERSION}")
        raise typer.Exit


@cli.callback()
def prepare(
    version: Annotated[  # noqa: ARG001 - its callback acts on it
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version),
    ] = False,
) -> None:
    """Record who said what, and serve the record."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows its code instead.
            stream.reconfigure(errors="backslashreplace")
