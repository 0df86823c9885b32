"""Kept responses, so that a repeated request is executed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from db.engine.session import Write
from db.errors import AnswerErasedError, KeyInUseError, KeyReusedError
from db.models import Idempotency

KEPT_FOR = timedelta(hours=72)
MAX_REMOVED = 16  # expired responses that one write removes, at most


@dataclass(frozen=True)
class KeyedRequest:
    """A request with an idempotency key, and what identifies it."""

    key: str
    method: str
    path: str  # with the query
    body_sha256: str


def find_answer(write: Write, request: KeyedRequest) -> Idempotency | None:
    """Return the kept response of ``request``, and hold its key until the commit.

    Raise ``KeyInUseError`` if another transaction holds the key, ``KeyReusedError`` if
    the key was sent with another request, ``AnswerErasedError`` after a redaction.
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
    if kept is None:
        return None
    if kept.expires_at <= write.now:
        _remove(write, [kept.id])
        return None
    _refuse_other(kept, request)
    if kept.is_erased:
        message = "This request was executed; its response has been erased since."
        raise AnswerErasedError(message)
    return kept


def _refuse_other(kept: Idempotency, request: KeyedRequest) -> None:
    """Raise ``KeyReusedError`` if a response is not that of ``request``."""
    if (kept.method, kept.path) != (request.method, request.path):
        message = "This key was sent with a request to another address."
        raise KeyReusedError(message)
    if kept.body_sha256 != request.body_sha256:
        message = "This key was sent with another body."
        raise KeyReusedError(message)


def keep_answer(
    write: Write,
    request: KeyedRequest,
    *,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    """Keep the response to ``request`` for 72 hours, and remove a few expired ones."""
    kept = Idempotency(
        analyst_id=write.context.analyst_id,
        key=request.key,
        method=request.method,
        path=request.path,
        body_sha256=request.body_sha256,
        status=status,
        headers=dict(headers),
        body=body,
        expires_at=write.now + KEPT_FOR,
    )
    write.session.add(kept)
    write.session.flush()
    expired = (
        select(Idempotency.id)
        .where(Idempotency.expires_at <= write.now)
        .order_by(Idempotency.expires_at)
        .limit(MAX_REMOVED)
        .with_for_update(skip_locked=True)  # another write removes them
    )
    if found := write.session.scalars(expired).all():
        _remove(write, found)


def _remove(write: Write, ids: Sequence[int]) -> None:
    write.session.execute(delete(Idempotency).where(Idempotency.id.in_(ids)))
