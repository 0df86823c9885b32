"""Kept responses, so that a repeated request is executed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from db.engine.session import Write
from db.errors import AnswerErasedError, KeyInUseError, KeyReusedError
from db.models import Idempotency
from db.models.idempotency import ERASED

KEPT_FOR = timedelta(hours=72)
MAX_REMOVED = 16  # expired responses that one write removes, at most
PORTION = 500  # that a background job removes in one transaction
NOTHING = {"path": ERASED, "body_sha256": "0" * 64, "headers": {}, "body": b""}


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
    if not write.try_lock_key(request.key):
        message = "A request with this key is still running; send it again later."
        raise KeyInUseError(message)
    kept = write.session.scalar(
        select(Idempotency).where(
            Idempotency.analyst_id == write.context.analyst_id,
            Idempotency.key.in_([request.key, _erased_key(request.key)]),
        )
    )
    if kept is None:
        return None
    if kept.expires_at <= write.now:
        _remove(write, [kept.id])
        return None
    if kept.is_erased:
        message = "This request was executed; its response has been erased since."
        raise AnswerErasedError(message)
    _refuse_other(kept, request)
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
    remove_expired(write, limit=MAX_REMOVED)


def remove_expired(write: Write, *, limit: int = PORTION) -> int:
    """Remove so many responses that have expired; return how many there were."""
    expired = (
        select(Idempotency.id)
        .where(Idempotency.expires_at <= write.now)
        .order_by(Idempotency.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)  # another write removes them
    )
    found = write.session.scalars(expired).all()
    if found:
        _remove(write, found)
    return len(found)


def erase_answers(write: Write) -> None:
    """Erase all that is kept of requests, but that they were executed.

    A kept response repeats what was sent, of whatever record: which ones repeat one
    cannot be told. A key is what the client likes: of it, a digest stays.
    """
    sent = select(Idempotency.id, Idempotency.key).where(Idempotency.path != ERASED)
    erased = [
        {"id": kept.id, "key": _erased_key(kept.key), **NOTHING}
        for kept in write.session.execute(sent)
    ]
    if erased:
        write.session.execute(update(Idempotency), erased)


def _erased_key(key: str) -> str:
    """Return what stands for a key; no client can send one with a space."""
    return f"sha256 {sha256(key.encode()).hexdigest()}"


def _remove(write: Write, ids: Sequence[int]) -> None:
    write.session.execute(delete(Idempotency).where(Idempotency.id.in_(ids)))
