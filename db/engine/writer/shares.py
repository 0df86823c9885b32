"""Work for several callers in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy.exc import DBAPIError

from db.engine.session import Write
from db.engine.session.joining import PreparedRead
from db.values.viewer import Viewer

ItemT = TypeVar("ItemT")
T = TypeVar("T")
Work = Callable[[Write, Sequence[tuple[Write, ItemT]]], Sequence[T | Exception]]
FirstReads = Callable[[Sequence[ItemT], Viewer], Sequence[PreparedRead]]


def no_reads(*_: object) -> Sequence[PreparedRead]:
    """Return no first reads."""
    return ()


def any_wait() -> None:
    """Accept any wait."""


@dataclass(frozen=True)
class Share(Generic[ItemT, T]):
    """The part of one caller in work for several.

    ``work`` gets the write and the item of each caller. It returns a result or an
    exception for each. ``check_wait`` raises if the caller waited too long, and
    ``admit`` if the caller may not write any more. The read of ``admit`` is one
    statement with the first reads of the work.
    """

    work: Work[ItemT, T]
    item: ItemT
    admit: Callable[[Write], None]
    admission: Sequence[PreparedRead] = ()  # the read of ``admit``
    first_reads: FirstReads[ItemT] = no_reads
    check_wait: Callable[[], None] = any_wait

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
    late = [_refusal(share.check_wait) for _, share in shares]
    waiting = zip(shares, late, strict=True)
    _read_ahead(write, [share for (_, share), error in waiting if error is None])
    refused = [
        error or _refusal(partial(share.admit, part))
        for (part, share), error in zip(shares, late, strict=True)
    ]
    admitted = [
        (part, share.item)
        for (part, share), refusal in zip(shares, refused, strict=True)
        if refusal is None
    ]
    done = iter(shares[0][1].work(write, admitted) if admitted else ())
    for part, _ in admitted:
        write.changes.extend(part.changes)
    return [next(done) if refusal is None else refusal for refusal in refused]


def _read_ahead(write: Write, shares: Sequence[Share[ItemT, T]]) -> None:
    """Run the first reads together; other keys than the first are read later."""
    if shares:
        items = [share.item for share in shares]
        first = shares[0].first_reads(items, write.viewer)
        write.read_ahead([*shares[0].admission, *first])


def _refusal(check: Callable[[], None]) -> Exception | None:
    """Return the reason if a caller may not write; raise errors of the database."""
    try:
        check()
    except DBAPIError:
        raise
    except Exception as error:
        return error
    return None
