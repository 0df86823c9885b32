"""The command line ``onrecord``: assembly."""

import io
import sys
from typing import Annotated

import typer

from api.cli import (
    backup,
    database,
    keys,
    lists,
    reanchor,
    record,
    rekey,
    restore,
    serve,
    verify,
)
from api.cli.failures import Commands
from api.settings import VERSION

__all__ = ["cli"]

cli = typer.Typer(
    name="onrecord",
    help="Keep the record of who said what, and serve it.",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they show values, of which one is a password
    rich_markup_mode="rich",
)
article = typer.Typer(help="Add articles to the database.", no_args_is_help=True)
article.command("add")(record.add_article)
key = typer.Typer(help="Create, list and revoke API keys.", no_args_is_help=True)
key.command("create")(keys.create)
key.command("list")(keys.list_all)
key.command("revoke")(keys.revoke)
analyst = typer.Typer(help="Change the roles of analysts.", no_args_is_help=True)
analyst.command("role")(keys.give_role_to)

cli.command("serve")(serve.serve)
cli.command("migrate")(database.migrate)
cli.command("seed")(database.seed)
cli.command("generate")(database.generate)
cli.command("verify")(verify.verify)
cli.command("backup")(backup.backup)
cli.command("restore")(restore.restore)
cli.command("reanchor")(reanchor.reanchor)
cli.command("rekey")(rekey.rekey)
cli.add_typer(article, name="article")
cli.add_typer(key, name="key")
cli.add_typer(analyst, name="analyst")
cli.command("sources")(lists.sources)
cli.command("claims")(lists.claims)


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
    """Keep the record of who said what, and serve it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character shows its code.
            stream.reconfigure(errors="backslashreplace")
