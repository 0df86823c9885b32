"""Stored responses, which answer repeated requests without executing them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from db.engine.session import Write
from db.errors import KeyInUseError, KeyReusedError, ResponseErasedError
from db.models import Idempotency
from db.models.idempotency import ERASED

KEPT_FOR = timedelta(hours=72)
MAX_REMOVED = 16  # expired responses that one write removes, at most
PORTION = 500  # expired responses that a background job removes per transaction
NOTHING = {"path": ERASED, "body_sha256": "0" * 64, "headers": {}, "body": b""}


@dataclass(frozen=True)
class KeyedRequest:
    """A request with an idempotency key, and the data that identify it."""

    key: str
    method: str
    path: str  # with the query
    body_sha256: str


def find_response(write: Write, request: KeyedRequest) -> Idempotency | None:
    """Return the stored response of ``request``, and lock its key until the commit.

    Raise ``KeyInUseError`` if another transaction has the lock, ``KeyReusedError`` if
    the key was sent with another request, ``ResponseErasedError`` after a redaction.
    """
    if not write.try_lock_key(request.key):
        message = "A request with this key is still in flight; send it again later."
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
        raise ResponseErasedError(message)
    _refuse_other(kept, request)
    return kept


def _refuse_other(kept: Idempotency, request: KeyedRequest) -> None:
    """Raise ``KeyReusedError`` if the stored response is that of another request."""
    if (kept.method, kept.path) != (request.method, request.path):
        message = "This key was used for a request to another address."
        raise KeyReusedError(message)
    if kept.body_sha256 != request.body_sha256:
        message = "This key was used for a request with another body."
        raise KeyReusedError(message)


def store_response(
    write: Write,
    request: KeyedRequest,
    *,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> None:
    """Store the response to ``request`` for 72 hours, and remove a few expired ones."""
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
    """Remove up to ``limit`` expired responses; return how many were removed."""
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


def erase_responses(write: Write) -> None:
    """Erase all stored requests and responses, but keep the fact of their execution.

    A stored response repeats the request, and nothing tells which record it repeats. A
    client chooses the key freely, so only a digest of the key stays.
    """
    sent = select(Idempotency.id, Idempotency.key).where(Idempotency.path != ERASED)
    erased = [
        {"id": kept.id, "key": _erased_key(kept.key), **NOTHING}
        for kept in write.session.execute(sent)
    ]
    if erased:
        write.session.execute(update(Idempotency), erased)


def _erased_key(key: str) -> str:
    """Return a replacement for a key; no client can send it, as it has a space."""
    return f"sha256 {sha256(key.encode()).hexdigest()}"


def _remove(write: Write, ids: Sequence[int]) -> None:
    write.session.execute(delete(Idempotency).where(Idempotency.id.in_(ids)))
