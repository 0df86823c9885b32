"""The index of words: what is kept of each claim, and how it is brought up to date."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from db.engine.session import Write, has_index_table
from db.models import Claim, ClaimSearch
from db.queries.search import CLAIM_FTS
from db.search import VERSION
from db.search.analyser import claim_words
from db.search.docids import docid_of

PORTION = 1000  # claims that are indexed anew in one transaction


class Indexed(NamedTuple):
    """A row of the index."""

    id: int
    claim_id: int
    version: int
    words: str


def index_claims(write: Write, claim_ids: Collection[int]) -> None:
    """Have the index of these claims brought up to date when the transaction ends."""
    write.last.setdefault(update_index, set()).update(claim_ids)


def update_index(write: Write, claim_ids: Collection[int]) -> None:
    """Replace the rows of the index that differ from what their claims say now."""
    old, new = list[Indexed](), list[Indexed]()
    for claim, indexed in _stored(write, claim_ids):
        if claim != indexed:
            new.append(claim)
            old += [indexed] if indexed else []
    _remove(write, old)
    _add(write, sorted(new))  # SQLite writes much more for rows in another order


def highest_claim(write: Write) -> int:
    """Return the highest id of a claim, or 0."""
    return write.session.scalar(select(func.max(Claim.id))) or 0


def rebuild_index(write: Write, *, below: int) -> Sequence[int]:
    """Index the next claims with lower ids, and return their ids downwards.

    New claims have higher ids and are indexed when they are recorded. The index is
    complete when the claim with the lowest id is in it.
    """
    ids = select(Claim.id).where(Claim.id < below).order_by(Claim.id.desc())
    found = write.session.scalars(ids.limit(PORTION).with_for_update()).all()
    update_index(write, found)
    return found


def is_indexed(session: Session) -> bool:
    """Return whether the index has all claims, by the rules of this version."""
    lowest = select(Claim.id, ClaimSearch.version).outerjoin(
        ClaimSearch, ClaimSearch.claim_id == Claim.id
    )
    found = session.execute(lowest.order_by(Claim.id).limit(1)).first()
    return found is None or found.version == VERSION


def _stored(
    write: Write, claim_ids: Collection[int]
) -> list[tuple[Indexed, Indexed | None]]:
    """Return what the index should have of claims, and what it has."""
    columns = (Claim.id, Claim.text, Claim.statement, Claim.language, Claim.review)
    statement = (
        select(*columns, Claim.dated_at, ClaimSearch.id.label("docid"))
        .add_columns(ClaimSearch.version, ClaimSearch.words)
        .outerjoin(ClaimSearch, ClaimSearch.claim_id == Claim.id)
    )
    return [
        (
            Indexed(docid_of(row.dated_at, row.id), row.id, VERSION, claim_words(row)),
            None
            if row.docid is None
            else Indexed(row.docid, row.id, row.version, row.words),
        )
        for some in _portions(sorted(claim_ids))
        for row in write.session.execute(statement.where(Claim.id.in_(some)))
    ]


def _portions(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + PORTION] for start in range(0, len(ids), PORTION)]


def _remove(write: Write, rows: Sequence[Indexed]) -> None:
    if not rows:
        return
    if has_index_table(write.session):
        # The index is told what it has: it stores no words by which to find it.
        removed = [
            {"claim_fts": "delete", "rowid": row.id, "words": row.words} for row in rows
        ]
        write.session.execute(insert(CLAIM_FTS), removed)
    write.session.execute(
        delete(ClaimSearch).where(ClaimSearch.id.in_([row.id for row in rows])),
        execution_options={"synchronize_session": False},
    )


def _add(write: Write, rows: Sequence[Indexed]) -> None:
    if not rows:
        return
    write.session.execute(insert(ClaimSearch), [row._asdict() for row in rows])
    if has_index_table(write.session):
        added = [{"rowid": row.id, "words": row.words} for row in rows]
        write.session.execute(insert(CLAIM_FTS), added)
