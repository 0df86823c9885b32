"""Judgements on whether two sources are the same: superseded, never edited.

A judgement is a separate record: it changes neither source, so a viewer who may not see
it cannot learn of it from them.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from db.commands.changes import log_change
from db.commands.judgements import judged_by
from db.commands.sources.identity_conflicts import (
    Pair,
    ordered,
    refuse_difference,
    refuse_sameness,
)
from db.commands.sources.registering import Spec
from db.commands.visibility.access import Access, access_of, strictest
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, MergedError, NotFoundError
from db.models import Identity
from db.models.source import UNNAMED
from db.queries.snapshots import snapshot_of
from db.queries.source_matches import LockedSourceRow, find_sources
from db.queries.visibility import visible

COLUMNS = ("judgement", "score", "basis", "rationale", "visibility")


def judge_identity(
    write: Write, source_id: int, other_id: int, *, spec: Spec
) -> tuple[Identity, bool]:
    """Store a judgement on two sources; return it, and whether it is the first.

    ``spec`` has a value for each of ``COLUMNS``. Raise ``ConflictError`` if it
    contradicts other judgements or merges.
    """
    write.lock_register()  # concurrent judgements could contradict each other
    pair = ordered(source_id, other_id)
    sources = _lock_pair(write, pair)
    visibility = _visibility(sources, spec["visibility"])
    former = _former(write, pair, visibility)
    _refuse_contradiction(write, pair, spec["judgement"])
    judged = dict(spec) | {"visibility": visibility}
    if former:
        if all(getattr(former, name) == value for name, value in judged.items()):
            if former.analyst_id != write.context.analyst_id:
                note_reading(write, identity_ids=[former.id])
            return former, False
        supersede(write, former)
    return append(write, pair, spec=judged), former is None


def _refuse_contradiction(write: Write, pair: Pair, judgement: str) -> None:
    if judgement == "same":
        refuse_sameness(write, pair, but=pair)
    elif judgement == "different":
        refuse_difference(write, pair)


def withdraw_identity(write: Write, source_id: int, other_id: int) -> None:
    """Withdraw the judgement on two sources."""
    write.lock_register()
    pair = ordered(source_id, other_id)
    _lock_pair(write, pair)
    former = current_judgement(write, pair)
    if former is None or not _is_seen(write, former.visibility):
        resource = f"judgement of source {source_id} and a source"
        raise NotFoundError(resource, other_id)
    supersede(write, former)


def note_reading(write: Write, *, identity_ids: Iterable[int]) -> None:
    """Add audit entries for reads of restricted judgements."""
    for identity in write.session.scalars(
        select(Identity).where(
            Identity.id.in_(identity_ids),
            Identity.visibility == "restricted",
            visible(Identity, write.viewer, withdrawn=True),
        )
    ):
        log_change(write, "read", identity)


def current_judgement(write: Write, pair: Pair) -> Identity | None:
    """Return the current judgement on a pair, if there is one."""
    one, other = pair
    return write.session.scalar(
        select(Identity).where(
            Identity.source_a_id == one,
            Identity.source_b_id == other,
            Identity.superseded_at.is_(None),
        )
    )


def append(write: Write, pair: Pair, *, spec: Spec) -> Identity:
    """Store a judgement on a pair without a current one."""
    one, other = pair
    made = Identity(source_a_id=one, source_b_id=other, **spec, **judged_by(write))
    write.session.add(made)
    write.session.flush()
    log_change(write, "create", made)
    return made


def supersede(write: Write, former: Identity) -> None:
    """Supersede a judgement; its row stays."""
    before = snapshot_of(former)
    former.superseded_at = write.now
    write.session.flush()  # before its successor is inserted
    log_change(write, "supersede", former, before=before)


def _lock_pair(write: Write, pair: Pair) -> Sequence[LockedSourceRow]:
    """Lock and return two sources."""
    find = find_sources(count=2, viewer=write.viewer)
    one, other = pair
    found = {row.id: row for row in write.rows(find, source__0=one, source__1=other)}
    for source_id in pair:
        if source_id not in found:
            resource = "source"
            raise NotFoundError(resource, source_id)
        if survivor_id := found[source_id].merged_into_id:
            raise MergedError("source", source_id, survivor_id)
    return list(found.values())


def _former(write: Write, pair: Pair, visibility: str) -> Identity | None:
    """Return the current judgement on a pair, for a writer who may replace it.

    A writer who may not see restricted judgements can neither create nor replace one,
    so that an error reveals nothing.
    """
    if not _is_seen(write, visibility):
        message = "A restricted judgement requires permission to see it: send public."
        raise InvalidError(message, "visibility")
    former = current_judgement(write, pair)
    if former and not _is_seen(write, former.visibility):
        message = "You may not change the judgement on these two sources."
        raise ConflictError("source", pair[0], message)
    return former


def _is_seen(write: Write, visibility: str) -> bool:
    return visibility == "public" or write.viewer.sees_identities


def _visibility(sources: Sequence[LockedSourceRow], wanted: str) -> str:
    """Return the visibility of a judgement: restricted if a source is unnamed."""
    if wanted == "public" and any(source.kind in UNNAMED for source in sources):
        message = "A judgement on an unnamed source must be restricted."
        raise InvalidError(message, "visibility")
    return strictest(Access(wanted), *map(access_of, sources)).visibility
