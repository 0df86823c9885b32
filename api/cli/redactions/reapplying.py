"""Repeats actions on a restored backup that happened after the backup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from api.cli.redactions.lists import ChangedRole, Redaction, Redactions, Restriction
from db.commands.restoring import (
    give_role_again,
    redact_again,
    restrict_again,
    revoke_again,
)
from db.engine.session import Context, SessionFactory, Write, write_transaction

One = TypeVar("One")
AGAIN = Context(reason="done again after a restore")


@dataclass(frozen=True)
class Reapplied:
    """The numbers of repeated redactions, restrictions, revocations and roles."""

    redactions: int
    restrictions: int
    revoked: int
    roles: int


def reapply(sessions: SessionFactory, given: Redactions) -> Reapplied:
    """Repeat the actions that the database lacks, each in its own transaction."""

    def count(listed: Sequence[One], again: Callable[[Write, One], bool]) -> int:
        done = 0
        for one in listed:
            with write_transaction(sessions, AGAIN) as write:
                done += again(write, one)
        return done

    return Reapplied(
        redactions=count(given.redactions, _redact),
        restrictions=count(given.restrictions, _restrict),
        revoked=count(given.revoked, revoke_again),
        roles=count(given.roles, _give_role),
    )


def _redact(write: Write, one: Redaction) -> bool:
    return redact_again(write, one.resource, one.id, at=one.at)


def _restrict(write: Write, one: Restriction) -> bool:
    return restrict_again(write, one.resource, one.id, until=one.until, at=one.at)


def _give_role(write: Write, one: ChangedRole) -> bool:
    return give_role_again(write, one.analyst, one.role)
