"""Merges of facts, and their reversal.

A judgement keeps the fact that was judged, and counts for the survivor of its merges.
If both facts have a judgement with the same key (claim, assessor or outcome), the
judgement on the merged fact does not count until the facts are unmerged.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update

from db.commands.facts.registering import ancestors_of
from db.commands.merging import (
    MERGED_INTO,
    lock_survivor,
    merged_into,
    refuse_other_access,
)
from db.commands.records import fetch, revised
from db.derived.merged import each_merged
from db.engine.aliases import aliased
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Assessment, Fact, Outcome, Stance
from db.values.versions import ReadVersion

Judged = type[Stance] | type[Assessment] | type[Outcome]

# Each kind of judgement: the columns of its key besides the fact (one judgement is
# current for each key), and the column of its value.
JUDGED: Mapping[Judged, tuple[tuple[str, ...], str]] = {
    Stance: (("claim_id",), "stance"),
    Assessment: (("assessor_id", "as_of"), "verdict"),
    Outcome: ((), "value"),
}


def merge_fact(
    write: Write, fact_id: int, *, into_id: int, version: ReadVersion
) -> None:
    """Merge a fact into another, for which all its judgements then count.

    Raise ``InvalidError`` if the other fact cannot be a survivor, ``ConflictError`` if
    judgements on the two differ.
    """
    survivor = lock_survivor(write, Fact, fact_id, into_id=into_id)
    if any(one.id == fact_id for one in ancestors_of(write, survivor.parent_id)):
        message = "A fact cannot be merged into a part of itself."
        raise InvalidError(message, MERGED_INTO)
    fact = fetch(write, Fact, fact_id, version=version)
    refuse_other_access(fact, survivor)
    for model in JUDGED:
        _refuse_contradiction(write, model, fact_id=fact_id, into_id=into_id)
    _refuse_early_outcome(write, fact_id, survivor.opens_at)
    with revised(write, fact, "merge"):
        fact.merged_into_id = into_id
    for model in JUDGED:
        follow(write, model, into_id)


def unmerge_fact(write: Write, fact_id: int, *, version: ReadVersion) -> None:
    """Undo the merge of a fact: its judgements count for it again.

    Raise ``ConflictError`` if the fact would then be a part of one of its own parts.
    """
    fact = fetch(write, Fact, fact_id, version=version, merged=True)
    survivor_id = _lock_survivor(write, merged_into(fact))
    for one in ancestors_of(write, fact.parent_id):
        if one.parent_id == fact_id and not one.merged_into_id:
            message = "Since the merge, this fact has become a part of its own parts."
            raise ConflictError("fact", one.id, message)
    with revised(write, fact, "unmerge"):
        fact.merged_into_id = None
    for model in JUDGED:
        follow(write, model, fact_id)
        follow(write, model, survivor_id)


def follow(write: Write, model: Judged, fact_id: int) -> None:
    """Set the judgements that count for a fact: its own, then those of merged facts."""
    first, *merged = members(write, fact_id)
    if not merged:
        _repoint(write, model, model.judged_fact_id == first, fact=first)
        return
    write.session.flush()
    cluster = model.judged_fact_id.in_([first, *merged])
    _repoint(write, model, cluster, fact=model.judged_fact_id)
    other = aliased(model)
    keys, _ = JUDGED[model]
    taken = exists().where(
        other.fact_id == first,
        other.superseded_at.is_(None),
        *_same(model, other, keys),
    )
    for member in merged:
        own = model.judged_fact_id == member
        _repoint(write, model, own & ~taken, fact=first)


def members(write: Write, fact_id: int) -> Sequence[int]:
    """Return a fact and all facts merged into it, each before its own merged facts.

    Facts merged into the same fact are in the order of their merges: a merged fact
    cannot change, so its last update was its merge.
    """
    columns = Fact.id, Fact.merged_into_id, Fact.updated_at
    found = select(*columns).where(Fact.merged_into_id == fact_id).cte(recursive=True)
    into_these = select(*columns).join(found, Fact.merged_into_id == found.c.id)
    found = found.union_all(into_these)
    ordered = select(found).order_by(found.c.updated_at, found.c.id)
    merged = defaultdict[int | None, list[int]](list)
    for row in write.session.execute(ordered):
        merged[row.merged_into_id].append(row.id)
    return [fact_id, *each_merged(fact_id, merged)]


def _repoint(
    write: Write,
    model: Judged,
    condition: ColumnElement[bool],
    *,
    fact: Any,  # noqa: ANN401 - an id, or the column that has it
) -> None:
    write.session.execute(
        update(model)
        .where(condition, model.superseded_at.is_(None))
        .values(fact_id=fact),
        execution_options={"synchronize_session": False},
    )


def known_before(
    write: Write, fact_ids: Sequence[int], opens_at: datetime | None
) -> int | None:
    """Return the id of an outcome of these facts known before ``opens_at``."""
    if opens_at is None:
        return None
    return write.session.scalar(
        select(func.min(Outcome.id)).where(
            Outcome.judged_fact_id.in_(fact_ids),
            Outcome.superseded_at.is_(None),
            Outcome.known_at < opens_at,
        )
    )


def _lock_survivor(write: Write, fact_id: int) -> int:
    """Return the final survivor of a fact, and lock all survivors on the way."""
    above_id: int | None = fact_id
    while above_id is not None:
        fact_id = above_id
        above_id = write.session.scalar(
            select(Fact.merged_into_id)
            .where(Fact.id == fact_id)
            .with_for_update(key_share=True)
        )
    return fact_id


def _refuse_early_outcome(
    write: Write, fact_id: int, opens_at: datetime | None
) -> None:
    """Raise ``ConflictError`` if the outcome was known before the survivor opened."""
    early = known_before(write, members(write, fact_id), opens_at)
    if early is not None:
        message = "The outcome of this fact was known before the other one opened."
        raise ConflictError("outcome", early, message)


def _refuse_contradiction(
    write: Write, model: Judged, *, fact_id: int, into_id: int
) -> None:
    """Raise ``ConflictError`` if judgements on the two facts with one key differ."""
    other = aliased(model)
    keys, says = JUDGED[model]
    differing = select(func.count(model.id), func.min(model.id)).where(
        model.fact_id == fact_id,
        model.superseded_at.is_(None),
        other.fact_id == into_id,
        other.superseded_at.is_(None),
        getattr(model, says) != getattr(other, says),
        *_same(model, other, keys),
    )
    count, example = write.session.execute(differing).one()
    if count:
        name = model.__tablename__
        message = (
            f"The two facts are judged differently: {count} times by {name}. "
            "Resolve that first."
        )
        raise ConflictError(name, example, message, count=count)


def _same(
    model: Judged,
    other: Any,  # noqa: ANN401 - its alias
    keys: Sequence[str],
) -> list[ColumnElement[bool]]:
    """Match judgements with equal keys; a null assessor equals a null assessor."""
    return [
        getattr(model, key).is_not_distinct_from(getattr(other, key)) for key in keys
    ]
