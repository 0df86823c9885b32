"""The chain of a claim: its checks beyond constraints, and its rows."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import get_args

from db.commands.known_records import KnownRecords
from db.commands.sources.registering import (
    Spec,
    check_usable,
    expected_access,
    resolve_source,
)
from db.commands.visibility.access import PUBLIC, Access, access_of, strictest
from db.errors import InvalidError, RequestPath
from db.models import Attribution
from db.models.attribution import OriginRelation
from db.models.unmapped import unmapped
from db.queries.source_matches import LockedSourceRow

NEW_STEP = unmapped(Attribution)
ORIGIN_RELATIONS = get_args(OriginRelation)


@dataclass(frozen=True)
class Step:
    """One step as sent by a writer; its seq is its index in the array."""

    position: int
    relation: str
    source_id: int | None = None
    source: Spec | None = None  # instead of an id; matched or created
    as_printed: str | None = None
    cue: str | None = None


@dataclass(frozen=True)
class Chain:
    """Steps with resolved sources, and the access of all these sources.

    Steps of a new chain are not mapped objects.
    """

    steps: Sequence[Attribution]
    access: Access

    @property
    def length(self) -> int:
        """Return the last position, 0 for an empty chain."""
        return _last_position(self.steps)


def resolve_chain(
    known: KnownRecords,
    form: str,
    steps: Sequence[Step],
    *,
    article_id: int,
    within: Access,
) -> Chain:
    """Check a chain and resolve its sources; new ones are restricted as ``within``.

    Raise ``InvalidError`` at the first thing that is wrong with it.
    """
    _check_shape(form, steps)
    write = known.write
    within = strictest(within, _expected_access(known, steps, article_id))
    sources = [
        resolve_source(
            write,
            {"source_id": step.source_id, "source": step.source},
            "source",
            article_id=article_id,
            within=within,
            at=("attribution", number),
            known=known,
        )
        if step.source
        else step.source_id
        for number, step in enumerate(steps)
    ]
    rows = _rows(steps, sources)
    described = {id_ for step, id_ in zip(steps, sources, strict=True) if step.source}
    return Chain(
        rows, _check_sources(known, rows, article_id=article_id, described=described)
    )


def _expected_access(
    known: KnownRecords, steps: Sequence[Step], article_id: int
) -> Access:
    """Return the access of all sources of a chain, including those still to be created.

    A source created for a claim must not be public if another source restricts the
    claim.
    """
    if len(steps) == 1 or not any(step.source for step in steps):
        return PUBLIC
    named = known.sources(step.source_id for step in steps if step.source_id)
    described = (
        expected_access(
            known,
            step.source,
            article_id=article_id,
            at=("attribution", number, "source"),
        )
        for number, step in enumerate(steps)
        if step.source
    )
    return strictest(*map(access_of, named.values()), *described)


def check_form(form: str, length: int) -> None:
    """Raise ``InvalidError`` unless exactly the unattributed forms have no chain."""
    if (form == "unattributed") != (length == 0):
        message = "The chain is empty if the form is unattributed, and only then."
        raise InvalidError(message, "attribution")


def _check_shape(form: str, steps: Sequence[Step]) -> None:
    check_form(form, len(steps))
    _check_positions(steps)
    _check_relations(steps)


def _check_positions(steps: Sequence[Step]) -> None:
    last = _last_position(steps)
    if {step.position for step in steps} != set(range(1, last + 1)):
        message = "Positions run 1, 2, … without gaps."
        raise InvalidError(message, "attribution")


def _check_relations(steps: Sequence[Step]) -> None:
    last = _last_position(steps)
    for number, step in enumerate(steps):
        is_last = step.position == last
        if (step.relation in ORIGIN_RELATIONS) != is_last:
            only = (
                "has only before the last" if is_last else "only the last position has"
            )
            message = f"This relation is one that a chain {only}."
            raise InvalidError(message, "attribution", number, "relation")


def _last_position(steps: Iterable[Step | Attribution]) -> int:
    return max((step.position for step in steps), default=0)


def _rows(steps: Sequence[Step], sources: Sequence[int | None]) -> list[Attribution]:
    last = _last_position(steps)
    seqs: Counter[int] = Counter()
    rows = []
    for step, source_id in zip(steps, sources, strict=True):
        seqs[step.position] += 1
        row = NEW_STEP(
            position=step.position,
            seq=seqs[step.position],
            printed_source_id=source_id,
            source_id=source_id,
            is_origin=step.position == last,
            relation=step.relation,
            as_printed=step.as_printed,
            cue=step.cue,
        )
        rows.append(row)
    return rows


def _check_sources(
    known: KnownRecords,
    rows: Sequence[Attribution],
    *,
    article_id: int,
    described: Set[int | None],
) -> Access:
    """Check the sources of this chain; return the access of all of them.

    A described source may be merged: its step counts for the survivor.
    """
    found = known.sources(row.source_id for row in rows)
    seen: set[int] = set()
    for number, row in enumerate(rows):
        at = ("attribution", number, "source_id")
        source = found.get(row.source_id)
        if source is None:
            raise InvalidError.not_found("source", *at)
        _follow_merge(row, source, at, is_described=row.source_id in described)
        _check_article(source, article_id, at)
        if row.source_id in seen:
            message = "A source occurs only once in a chain."
            raise InvalidError(message, *at)
        seen.add(row.source_id)
    return strictest(*map(access_of, found.values()))


def _follow_merge(
    row: Attribution, source: LockedSourceRow, at: RequestPath, *, is_described: bool
) -> None:
    """Resolve a described source to its survivor; refuse a merged source by id."""
    if is_described and source.survivor_id:
        row.source_id = source.survivor_id
    else:
        check_usable(source, (), at)


def _check_article(source: LockedSourceRow, article_id: int, at: RequestPath) -> None:
    if source.article_id not in {None, article_id}:
        message = "This unnamed source belongs to another article."
        raise InvalidError(message, *at)
