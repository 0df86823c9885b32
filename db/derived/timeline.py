"""How those who hold something of a fact held it over time, and who reported it when.

Only stances for or against have a sign. A *reversal* is a signed stance of a source
that had held only the other sign when it was last heard of, at an earlier date. The
stances of a source at its latest signed date stand; where those that stand have both
signs, among one source or several, each of them is in *contradiction*.

Dates are those of the claims as they are kept: one that is known to the day begins at
midnight. The lag of an outlet is counted from the first that reported, between the
beginnings of both dates of publication, so it is as precise as the coarser one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, get_args

from db.derived.fact_claims import Bearings
from db.derived.sides import SIGNS, Sign
from db.values.dates import Precision
from db.values.types import AnyRow, moment

Mark = Literal["reversal", "contradiction"]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)  # the finest first


@dataclass
class Held:
    """What one source held of a fact, as time went."""

    rows: list[AnyRow] = field(default_factory=list)
    reversals: set[int] = field(default_factory=set)  # by claim
    standing: dict[int, Sign] = field(default_factory=dict)  # by claim


@dataclass(frozen=True)
class Report:
    """The first article of an outlet; no lag where a date is missing."""

    row: AnyRow
    lag: timedelta | None
    precision: Precision | None


@dataclass(frozen=True)
class Timeline:
    """What was held of a fact, by whom, and who reported it."""

    sources: Mapping[int, Held]  # in the order in which they appear
    unattributed: Sequence[AnyRow]
    reports: Sequence[Report]
    contradicted: bool

    def marks(self, held: Held, claim_id: int) -> list[Mark]:
        """Return what is remarkable about a stance that a source held."""
        marks: list[Mark] = []
        if claim_id in held.reversals:
            marks.append("reversal")
        if self.contradicted and claim_id in held.standing:
            marks.append("contradiction")
        return marks


def timeline(bearings: Bearings) -> Timeline:
    """Return how the claims that bear on a fact follow each other."""
    sources: dict[int, Held] = defaultdict(Held)
    unattributed = []
    for row in sorted(bearings.rows, key=lambda row: (row.dated_at, row.claim_id)):
        steps = bearings.steps.get(row.claim_id)
        for step in steps or ():
            if step.is_origin:
                sources[step.source_id].rows.append(row)
        if not steps:
            unattributed.append(row)
    for held in sources.values():
        _judge(held)
    signs = {sign for held in sources.values() for sign in held.standing.values()}
    reports = _reports(bearings.rows)
    return Timeline(sources, unattributed, reports, contradicted=len(signs) > 1)


def _judge(held: Held) -> None:
    """Find where a source changes its sign, and which of its stances stand."""
    before: set[Sign] = set()
    dated_at = None
    for row in held.rows:
        sign = SIGNS.get(row.stance)
        if sign is None:
            continue
        if row.dated_at != dated_at:
            before, dated_at = set(held.standing.values()), row.dated_at
            held.standing = {}
        held.standing[row.claim_id] = sign
        if before and sign not in before:
            held.reversals.add(row.claim_id)


def _reports(rows: Iterable[AnyRow]) -> Sequence[Report]:
    """Return the first report of each outlet, the earliest first, undated ones last."""
    first: dict[int, AnyRow] = {}
    for row in {row.article_id: row for row in rows}.values():
        outlet_id = row.article_outlet_id
        if outlet_id is not None and _before(row, first.get(outlet_id)):
            first[outlet_id] = row
    found = sorted(first.values(), key=_reported)
    return [Report(row, *_lag(row, found[0])) for row in found]


def _before(row: AnyRow, other: AnyRow | None) -> bool:
    return other is None or _reported(row) < _reported(other)


def _reported(row: AnyRow) -> tuple[bool, str, bool, int]:
    """Return what sorts reports: by date, and of one date the original first."""
    at = row.article_published_from
    undated, reprint = at is None, row.root_article_id is not None
    return undated, at or "", reprint, row.article_id


def _lag(row: AnyRow, first: AnyRow) -> tuple[timedelta | None, Precision | None]:
    """Return how long after the first one it was, and how precisely that is known."""
    dates = [one.article_published_from for one in (row, first)]
    if None in dates:
        return None, None
    at, began = map(moment, dates)
    known = [one.article_published_precision for one in (row, first)]
    return at - began, None if None in known else max(known, key=PRECISIONS.index)
