"""The command that lists what must be repeated on a restored backup."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.opening import DatabaseUrl, opened, read
from api.cli.output import AsJson, print_json, say
from api.cli.redactions.lists import list_all, load, save
from api.cli.redactions.reapplying import reapply

File = Annotated[
    Path, typer.Argument(metavar="FILE", help="The list.", show_default=False)
]


def redactions(
    file: File,
    *,
    apply: Annotated[
        bool, typer.Option("--apply", help="Apply the list instead of writing it.")
    ] = False,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List redactions, restrictions, revoked keys and changed roles, for restores.

    An existing list is replaced. It contains no redacted text.
    """
    if apply:
        given = load(file)
        with opened(database_url) as sessions:
            counts = asdict(reapply(sessions, given))
    else:
        found = read(database_url, list_all)
        save(found, file)
        counts = found.counts
    if as_json:
        print_json({"file": str(file.absolute()), **counts})
        return
    done = "Repeated from" if apply else "Listed in"
    say(
        f"{done} {file}: {counts['redactions']:,} redactions, "
        f"{counts['restrictions']:,} restrictions, {counts['revoked']:,} revoked keys, "
        f"{counts['roles']:,} changed roles."
    )
