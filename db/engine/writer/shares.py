"""Work for several callers in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError

from db.engine.session import Write

ItemT = TypeVar("ItemT")
T = TypeVar("T")
Work = Callable[[Write, Sequence[tuple[Write, ItemT]]], Sequence[T | Exception]]


@dataclass(frozen=True)
class Share(Generic[ItemT, T]):
    """The part of one caller in work for several.

    ``work`` gets the write and the item of each caller. It returns a result or an
    exception for each. ``admit`` raises if the caller may not write any more.
    """

    work: Work[ItemT, T]
    item: ItemT
    admit: Callable[[Write], None]

    def __call__(self, write: Write) -> T:
        """Do the work for this caller only."""
        part = write.of(write.context, write.deadline)
        (outcome,) = do_together(write, [(part, self)])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def do_together(
    write: Write, shares: Sequence[tuple[Write, Share[ItemT, T]]]
) -> list[T | Exception]:
    """Return a result or an exception for each share of one work."""
    refused = [_refusal(part, share) for part, share in shares]
    admitted = [
        (part, share.item)
        for (part, share), refusal in zip(shares, refused, strict=True)
        if refusal is None
    ]
    done = iter(shares[0][1].work(write, admitted) if admitted else ())
    for part, _ in admitted:
        write.changes.extend(part.changes)
    return [next(done) if refusal is None else refusal for refusal in refused]


def _refusal(part: Write, share: Share[ItemT, T]) -> Exception | None:
    """Return the reason if a caller may not write; raise errors of the database."""
    try:
        share.admit(part)
    except DBAPIError:
        raise
    except Exception as error:
        return error
    return None
