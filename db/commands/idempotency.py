"""Answers that are kept, so that a request that comes again is done once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from db.engine.session import Write
from db.errors import AnswerErasedError, KeyInUseError, KeyReusedError
from db.models import Idempotency

KEPT = timedelta(hours=72)
FORGOTTEN = 16  # expired answers that one write removes at most


@dataclass(frozen=True)
class KeyedRequest:
    """A request that may come again, and what tells it from every other one."""

    key: str
    method: str
    path: str  # with the query
    body_sha256: str


def find_answer(write: Write, request: KeyedRequest) -> Idempotency | None:
    """Return what ``request`` was answered before; from now on nobody else does it.

    Raise ``KeyInUseError`` if another transaction is about to, ``KeyReusedError`` if
    the key is that of another request, ``AnswerErasedError`` if a redaction took it.
    """
    if not write.hold_key(request.key):
        message = "A request with this key is still running; send it again later."
        raise KeyInUseError(message)
    kept = write.session.scalar(
        select(Idempotency).where(
            Idempotency.analyst_id == write.context.analyst_id,
            Idempotency.key == request.key,
        )
    )
    if kept and kept.expires_at <= write.now:
        _forget(write, [kept.id])
        return None
    if kept and (kept.method, kept.path) != (request.method, request.path):
        message = "This key was sent with a request to another address."
        raise KeyReusedError(message)
    if kept and kept.body_sha256 != request.body_sha256:
        message = "This key was sent with another body."
        raise KeyReusedError(message)
    if kept and kept.is_erased:
        message = "This request was done; what it was answered has been erased since."
        raise AnswerErasedError(message)
    return kept


def keep_answer(
    write: Write,
    request: KeyedRequest,
    *,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    """Keep the answer to ``request`` for 72 hours; forget a few that are older."""
    kept = Idempotency(
        analyst_id=write.context.analyst_id,
        key=request.key,
        method=request.method,
        path=request.path,
        body_sha256=request.body_sha256,
        status=status,
        headers=dict(headers),
        body=body,
        expires_at=write.now + KEPT,
    )
    write.session.add(kept)
    write.session.flush()
    expired = (
        select(Idempotency.id)
        .where(Idempotency.expires_at <= write.now)
        .order_by(Idempotency.expires_at)
        .limit(FORGOTTEN)
        .with_for_update(skip_locked=True)  # another write is forgetting them
    )
    if found := write.session.scalars(expired).all():
        _forget(write, found)


def _forget(write: Write, ids: Sequence[int]) -> None:
    write.session.execute(delete(Idempotency).where(Idempotency.id.in_(ids)))
