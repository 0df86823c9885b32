"""Erases a record from its row, its history, and all copies of its content."""

from collections.abc import Iterator, Sequence
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, literal, or_, select, update

from db.commands.articles.same_texts import forget_text
from db.commands.changes import log_change
from db.commands.idempotency import erase_responses
from db.commands.records import fetch
from db.commands.redaction.computed import ALIKE, DERIVE
from db.commands.redaction.erasing import (
    ERASE,
    NOWHERE,
    WHY,
    Erase,
    erase_identity,
    erase_mentions,
    erase_text_around,
)
from db.commands.redaction.filters import note_indexed_words, note_words
from db.commands.search import index_record
from db.commands.suggesting import note_names
from db.engine.session import Write
from db.models import (
    Assessment,
    Attribution,
    Base,
    Change,
    Claim,
    Editable,
    Evidence,
    Identity,
    Outcome,
    Rating,
    Stance,
)
from db.models.change import ATTESTED
from db.queries.snapshots import RECORDS, Snapshot, children_of, snapshot_of
from db.values.versions import ReadVersion


def redact(
    write: Write, resource: str, record_id: int, *, version: ReadVersion
) -> None:
    """Erase the content of a record wherever the database repeats it.

    Its audit entries remain. A redaction cannot be undone. Withdrawn and merged records
    are erased, too. Raise ``NotFoundError`` or ``StaleError``.
    """
    model: Any = RECORDS[resource]
    record = fetch(
        write, model, record_id, version=version, withdrawn=True, merged=True
    )
    _erase(write, record, ERASE[resource])
    _erase_reasons(write, Change.resource == resource, Change.record_id == record_id)
    for table, owned, nothing in _judged(resource, record_id):
        write.session.execute(update(table).where(owned).values(nothing))
    if resource == "source":
        printed = Claim.id.in_(
            select(Attribution.claim_id).where(
                Attribution.printed_source_id == record_id
            )
        )
        _erase_in_claims(write, printed, erase_mentions(record_id))
        _erase_identities(write, record_id)
    elif resource == "article":
        forget_text(write, record_id)
        _erase_in_claims(write, Claim.article_id == record_id, erase_text_around)
    erase_responses(write)


def _judged(
    resource: str, record_id: int
) -> Iterator[tuple[type[Base], ColumnElement[bool], Snapshot]]:
    """Yield the tables with texts of judgements: superseded ones are in no snapshot.

    Each has the condition that finds the rows, and the replacements of the texts.
    """
    held = {"rationale": None} | WHY
    if resource == "claim":
        yield Stance, Stance.claim_id == record_id, WHY
    elif resource == "source":
        named = literal("[redacted ") + cast(Rating.id, String) + literal("]")
        topic = case((Rating.topic != "", named), else_="")
        yield Rating, Rating.source_id == record_id, WHY | {"topic": topic}
    elif resource == "fact":
        yield Stance, Stance.judged_fact_id == record_id, WHY
        of_fact = Assessment.judged_fact_id == record_id
        yield Assessment, of_fact, held | {"verdict_text": None}
        of_fact = Outcome.judged_fact_id == record_id
        yield Outcome, of_fact, held | {"occurred_text": None}
        of_fact = Evidence.judged_fact_id == record_id
        yield Evidence, of_fact & Evidence.url.is_not(None), {"url": NOWHERE}


def _erase(write: Write, record: Editable, erase: Erase) -> None:
    """Erase a record and its snapshots, and add an audit entry without content."""
    before = snapshot_of(record)
    after = erase(before)
    if _is_taken(write, record, after):
        own = {"id": f"{record.id}-{token_hex(4)}"}
        after = {**erase({**before, **own}), "id": record.id}
    _take(record, before, after)
    index_record(write, record)
    note_names(write, record)
    note_words(write, before)
    note_indexed_words(write, record)
    record.version += 1
    record.updated_at = write.now
    write.session.flush()
    _erase_snapshots(write, record, erase)
    log_change(write, "redact", record, before=erase(before))


def _is_taken(write: Write, record: Editable, after: Snapshot) -> bool:
    """Return whether another record already has the new name of this one."""
    model = type(record)
    if model not in ALIKE:
        return False
    alike = ALIKE[model](record, after)
    others = select(model.id).where(alike, model.id != record.id).limit(1)
    return write.session.scalar(others) is not None


def _take(record: Editable, before: Snapshot, after: Snapshot) -> None:
    """Set the differences between the present and the erased snapshot of a record."""
    children = children_of(record.__tablename__)
    for name in children:
        _take_children(getattr(record, name), before[name], after[name])
    own = {name: value for name, value in after.items() if name not in children}
    _set(record, before, own)
    if derive := DERIVE.get(type(record)):
        derive(record)


def _take_children(
    held: list[Any], before: Sequence[Snapshot], after: Sequence[Snapshot]
) -> None:
    """Set the differences in remaining children, and remove the others."""
    was = {one["id"]: one for one in before}
    kept = {one["id"]: one for one in after}
    for child in list(held):
        if child.id in kept:
            _set(child, was[child.id], kept[child.id])
        else:
            held.remove(child)


def _set(row: Base, before: Snapshot, after: Snapshot) -> None:
    for name, value in after.items():
        if value != before[name]:
            setattr(row, name, value)


def _erase_snapshots(write: Write, record: Editable | Identity, erase: Erase) -> None:
    entries = select(Change).where(
        Change.resource == record.__tablename__,
        Change.record_id == record.id,
        Change.before.is_not(None),
    )
    for entry in write.session.scalars(entries):
        note_words(write, entry.before or {})
        entry.before = erase(entry.before or {})
    write.session.flush()
    _erase_salts(write, record)


def _erase_salts(write: Write, record: Editable | Identity) -> None:
    """Erase the salts of a record's history, so that digests confirm no guesses."""
    resource = record.__tablename__
    of_record = (
        Change.resource.in_([resource, f"{resource}{ATTESTED}"]),
        Change.record_id == record.id,
    )
    write.session.execute(update(Change).where(*of_record).values(salt=None))


def _erase_reasons(write: Write, *of: ColumnElement[bool]) -> None:
    write.session.execute(update(Change).where(*of).values(reason=None))


def _erase_in_claims(write: Write, which: ColumnElement[bool], erase: Erase) -> None:
    for claim_id in write.session.scalars(select(Claim.id).where(which)).all():
        claim = fetch(write, Claim, claim_id, version=None, withdrawn=True)
        _erase(write, claim, erase)


def _erase_identities(write: Write, source_id: int) -> None:
    """Erase the rationale of judgements on the identity of a source."""
    pairs = or_(Identity.source_a_id == source_id, Identity.source_b_id == source_id)
    judged = write.session.scalars(select(Identity).where(pairs)).all()
    for identity in judged:
        _set(identity, snapshot_of(identity), erase_identity(snapshot_of(identity)))
        _erase_snapshots(write, identity, erase_identity)
        before = erase_identity(snapshot_of(identity))
        log_change(write, "redact", identity, before=before)
    ids = [identity.id for identity in judged]
    of_these = Change.resource == "identity", Change.record_id.in_(ids)
    _erase_reasons(write, *of_these)
