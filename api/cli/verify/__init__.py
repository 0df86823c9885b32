"""The command that checks rules beyond constraints, and the history."""

import re
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from api.cli.opening import DatabaseUrl, database, read
from api.cli.output import AsJson, print_json, say
from api.cli.verify.checking import Found, check, find_violations
from api.cli.verify.indexes import damaged_indexes
from api.cli.verify.reporting import TOTAL, Violation, say_violations

__all__ = [
    "Violation",
    "damaged_indexes",
    "find_violations",
    "say_violations",
    "verify",
]


HASH = re.compile(r"[0-9a-f]{64}")


def _require_hash(given: str | None) -> str | None:
    if given is not None and not HASH.fullmatch(given):
        message = "A hash has 64 hexadecimal digits, as `onrecord seal` prints them."
        raise typer.BadParameter(message)
    return given


def verify(
    *,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="HASH",
            help="A hash that `onrecord seal` printed.",
            callback=_require_hash,
        ),
    ] = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check rules that constraints cannot express, and the history; status 1 if broken.

    With --since, show that no audit entry before that seal was altered, removed or
    inserted.
    """
    found = read(database_url, partial(check, since=since))
    damaged = damaged_indexes(database(database_url))
    found = replace(found, violations=[*found.violations, *damaged])
    if as_json:
        whole = {"checks": TOTAL, "violations": found.violations}
        print_json(whole | {"entries": found.entries, "sealed": found.sealed})
    else:
        say_violations(found.violations)
        _say_sealed(found)
    if found.violations:
        raise typer.Exit(1)


def _say_sealed(found: Found) -> None:
    if found.sealed is not None:
        say(f"The seal covers {found.sealed:,} of {found.entries:,} audit entries.")
