"""Doing to a restored backup what was done after it was made."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from api.cli.redactions.lists import Redactions
from db.commands.restoring import give_role_again, redact_again, revoke_again
from db.engine.session import Context, SessionFactory, Write, write_transaction

AGAIN = Context(reason="done again after a restore")


@dataclass(frozen=True)
class Reapplied:
    """How many records were redacted, keys revoked and roles given again."""

    redactions: int
    revoked: int
    roles: int


def reapply(sessions: SessionFactory, given: Redactions) -> Reapplied:
    """Do again what the database does not know of, each in its own transaction."""

    def done(work: Callable[[Write], bool]) -> bool:
        with write_transaction(sessions, AGAIN) as write:
            return work(write)

    redact, revoke, role = redact_again, revoke_again, give_role_again
    return Reapplied(
        sum(
            done(partial(redact, resource=one.resource, record_id=one.id, at=one.at))
            for one in given.redactions
        ),
        sum(done(partial(revoke, prefix=prefix)) for prefix in given.revoked),
        sum(
            done(partial(role, name=one.analyst, role=one.role)) for one in given.roles
        ),
    )
