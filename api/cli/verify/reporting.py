"""What the commands that check a database print."""

from collections.abc import Sequence

from api.cli.output import say
from db.queries.snapshots import LOGGED
from db.queries.verify import CHECKS, COMPUTED
from db.queries.word_indexes import INDEXES

Violation = dict[str, object]
# The rules between rows, the two of the chain, and one for each kind of record and for
# each index.
TOTAL = len(CHECKS) + len(COMPUTED) + 2 + len(LOGGED) + len(INDEXES)


def say_violations(violations: Sequence[Violation]) -> None:
    """Print which rules are broken by which records, and how many hold."""
    for one in violations:
        resource = str(one["check"]).partition(".")[0]
        ids = ", ".join(map(str, one["ids"]))  # type: ignore[call-overload]  # a list of ids
        more = " and perhaps more" if one["more"] else ""
        say(f"{one['check']}: {one['sentence']}")
        if ids:
            say(f"    not so for {resource} {ids}{more}")
    broken = f"{len(violations)} broken" if violations else "all hold"
    say(f"{TOTAL} rules checked, {broken}.")
