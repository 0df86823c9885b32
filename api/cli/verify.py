"""The rules that constraints cannot express, and the command that checks them."""

from collections.abc import Mapping, Sequence

import typer

from api.cli.opening import DatabaseUrl, read
from api.cli.output import AsJson, print_json, progress, say
from db.engine.reader import Reader
from db.queries.verify import CHECKS, COMPUTED, MAX_VIOLATIONS, Check, ComputedCheck
from db.values.viewer import LOCAL_VIEWER

Violation = dict[str, object]
ALL_CHECKS: Mapping[str, Check | ComputedCheck] = {**CHECKS, **COMPUTED}
TOTAL = len(ALL_CHECKS)


def verify(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Check the rules that constraints cannot express; status 1 if any is broken."""
    violations = read(database_url, find_violations)
    if as_json:
        print_json({"checks": TOTAL, "violations": violations})
    else:
        say_violations(violations)
    if violations:
        raise typer.Exit(1)


async def find_violations(reader: Reader) -> list[Violation]:
    """Return the rules that are broken, each with the ids of records that break it."""
    found: list[Violation] = []
    with progress("checks", total=TOTAL) as done:
        for number, (name, check) in enumerate(ALL_CHECKS.items(), 1):
            ids = await _broken(reader, check)
            done(number)
            if ids:
                more = len(ids) >= MAX_VIOLATIONS
                one = {"check": name, "sentence": check.sentence}
                found.append({**one, "ids": ids, "more": more})
    return found


async def _broken(reader: Reader, check: Check | ComputedCheck) -> list[int]:
    """Return the ids of records that break a rule, up to ``MAX_VIOLATIONS`` of them."""
    if isinstance(check, Check):
        return [one.id for one in await reader.scan(check.builder(viewer=LOCAL_VIEWER))]
    rows = await reader.scan(check.rows(viewer=LOCAL_VIEWER))
    return [row.id for row in rows if check.is_broken(row)][:MAX_VIOLATIONS]


def say_violations(violations: Sequence[Violation]) -> None:
    """Print which rules are broken by which records, and how many hold."""
    for one in violations:
        resource = str(one["check"]).partition(".")[0]
        ids = ", ".join(map(str, one["ids"]))  # type: ignore[call-overload]  # a list of ids
        more = " and perhaps more" if one["more"] else ""
        say(f"{one['check']}: {one['sentence']}")
        say(f"    not so for {resource} {ids}{more}")
    broken = f"{len(violations)} broken" if violations else "all hold"
    say(f"{TOTAL} rules checked, {broken}.")
