"""The output of commands that check a database."""

from collections.abc import Sequence

from api.cli.output import say
from db.queries.snapshots import LOGGED
from db.queries.verify import CHECKS, COMPUTED
from db.queries.word_indexes import INDEXES

Violation = dict[str, object]
# The rules between rows, two rules of the chain, and one rule for each kind of record
# and for each index.
TOTAL = len(CHECKS) + len(COMPUTED) + 2 + len(LOGGED) + len(INDEXES)


def say_violations(violations: Sequence[Violation]) -> None:
    """Print the violated rules with the violating records, and the number of rules."""
    for one in violations:
        resource = str(one["check"]).partition(".")[0]
        ids = ", ".join(map(str, one["ids"]))  # type: ignore[call-overload]  # a list of ids
        more = " and perhaps more" if one["more"] else ""
        say(f"{one['check']}: {one['sentence']}")
        if ids:
            say(f"    violated by {resource} {ids}{more}")
    broken = f"{len(violations)} broken" if violations else "all hold"
    say(f"{TOTAL} rules checked, {broken}.")
