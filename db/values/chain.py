"""The hash chain of audit entries.

Each entry has a digest of its content and a hash. The digest is salted: after the salt
is erased, nobody can confirm a guess of the content. The hash covers the digest, the
plain columns and the previous hash.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple

import orjson

GENESIS = "0" * 64  # takes the place of the hash before the first entry
# Computed columns: they change without an audit entry when the dates, the article or
# the address changes, or the rule that computes them.
FOLLOWING = {"dated_at", "dated_basis", "url_key"}
Erased = Sequence[tuple[int, str | None, str | None]]  # ids, snapshots and reasons


fresh_salt = partial(token_hex, 16)


class Link(NamedTuple):
    """The columns of an entry that its hash covers, besides the previous hash."""

    at: datetime
    analyst_id: int
    request_id: str | None
    batch_id: int | None
    action: str
    resource: str
    record_id: int
    version: int
    visibility: str
    digest: str
    state: str | None
    shape: str | None


def link_hash(before: str, link: Link) -> str:
    """Return the hash of an entry whose previous entry has the hash ``before``."""
    at = link.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return _digest([before, at, *link[1:]])


def content_digest(
    salt: str, snapshot: str | None, *, reason: str | None, erased: Erased = ()
) -> str:
    """Return the digest of the content of an entry.

    ``snapshot`` is the stored text. The content of a redaction includes what it left of
    earlier entries of its record.
    """
    left = [list(one) for one in erased]
    return _digest([salt, snapshot, reason, left])


def state_digest(salt: str, snapshot: Mapping[str, Any]) -> str:
    """Return the digest of the snapshot after a change, with children by content.

    The order of children does not matter: their positions are columns.
    """
    ordered = {
        name: sorted(map(_canonical, value))
        if isinstance(value, list) and _is_children(value)
        else value
        for name, value in snapshot.items()
        if name not in FOLLOWING
    }
    return _digest([salt, _canonical(ordered).decode()])


def _is_children(value: Sequence[object]) -> bool:
    return bool(value) and isinstance(value[0], dict)


def _canonical(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=bytes.decode)


def _digest(parts: Sequence[Any]) -> str:
    return sha256(orjson.dumps(parts)).hexdigest()
