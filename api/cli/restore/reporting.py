"""What the command prints: what it restored, and what has to be done again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import URL

from api.cli.opening import label
from api.cli.output import print_json, say
from api.cli.verify import Violation, say_violations
from api.serializers.values import Json
from db.engine.migrations import Schema

AGAIN = (
    "All changes after the backup are lost. Do these again before others use it:",
    "  redactions    redacted text is back: redact it again",
    "  restrictions  records that were restricted are public again",
    "  keys          revoked keys are live again: `onrecord key revoke PREFIX`",
    "  roles         analysts have their former roles: `onrecord analyst role`",
)


@dataclass(frozen=True)
class Checked:
    """The rules that a restored database breaks, and its live keys."""

    violations: Sequence[Violation]
    keys: list[Json]


def report(url: URL, found: Schema, checked: Checked | None, *, as_json: bool) -> None:
    """Print the result; ``checked`` is None if the tables are of an older version."""
    if as_json:
        print_json(_as_json(url, found, checked))
        return
    say(f"Restored {label(url)} at migration {found.current}.")
    if checked:
        say_violations(checked.violations)
    else:
        say(
            f"This version needs migration {found.head}: run `onrecord migrate`, then "
            "`onrecord verify` and `onrecord key list`."
        )
    for line in AGAIN:
        say(line)
    if checked:
        _say_keys(checked.keys)


def _as_json(url: URL, found: Schema, checked: Checked | None) -> Json:
    return {
        "database": label(url),
        "migration": found.current,
        "to": found.head,
        "violations": checked and checked.violations,
        "live_keys": checked and checked.keys,
    }


def _say_keys(keys: list[Json]) -> None:
    for key in keys:
        analyst = key["analyst"]
        say(f"Live key {key['prefix']}: {analyst['name']}, {analyst['role']}.")
