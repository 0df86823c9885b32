"""The report of the command: restored data, and changes to repeat."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import URL

from api.cli.opening import label
from api.cli.output import print_json, say
from api.cli.redactions.reapplying import Reapplied
from api.cli.verify import Violation, say_violations
from api.serializers.values import Json
from db.engine.migrations import Schema

AGAIN = (
    "All changes after the backup are lost. Repeat these before others use the "
    "database:",
    "  redactions    redacted text is back: redact it again",
    "  restrictions  records that were restricted are public again",
    "  keys          revoked keys are live again: `onrecord key revoke PREFIX`",
    "  roles         analysts have their former roles: `onrecord analyst role`",
)
SINCE = (
    "All changes after the backup are lost. Repeat these before others use the "
    "database:",
    "  since then    redactions, restrictions, revoked keys and roles that the list",
    "                lacks",
)


@dataclass(frozen=True)
class Checked:
    """The rules that a restored database violates, and its live keys."""

    violations: Sequence[Violation]
    keys: list[Json]


@dataclass(frozen=True)
class Restored:
    """The list of redactions, the repeated actions, and the result of the checks.

    Nothing was repeated or checked if the tables are of an older version.
    """

    listed: Path | None
    again: Reapplied | None
    checked: Checked | None


def report(url: URL, found: Schema, restored: Restored, *, as_json: bool) -> None:
    """Print restored data, repeated changes, and the remaining steps."""
    checked = restored.checked
    if as_json:
        print_json(_as_json(url, found, restored))
        return
    say(f"Restored {label(url)} at migration {found.current}.")
    if checked:
        say_violations(checked.violations)
    else:
        say(
            f"This version needs migration {found.head}: run `onrecord migrate`, then "
            "`onrecord verify` and `onrecord key list`."
        )
    _say_again(restored)
    if checked:
        _say_keys(checked.keys)


def _say_again(restored: Restored) -> None:
    """Print changes that were repeated, or must be."""
    again = restored.again
    if again:
        say(
            f"By {restored.listed}, {again.redactions:,} records were redacted again, "
            f"{again.restrictions:,} restricted, {again.revoked:,} keys revoked, "
            f"{again.roles:,} roles changed."
        )
    elif restored.listed:
        say(f"Then run `onrecord redactions --apply {restored.listed}`.")
    for line in SINCE if again else AGAIN:
        say(line)


def _as_json(url: URL, found: Schema, restored: Restored) -> Json:
    checked, again = restored.checked, restored.again
    return {
        "database": label(url),
        "migration": found.current,
        "to": found.head,
        "violations": checked and checked.violations,
        "live_keys": checked and checked.keys,
        "again": again and asdict(again),
    }


def _say_keys(keys: list[Json]) -> None:
    for key in keys:
        analyst = key["analyst"]
        say(f"Live key {key['prefix']}: {analyst['name']}, {analyst['role']}.")
