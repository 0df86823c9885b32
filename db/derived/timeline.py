"""The stances of sources on a fact over time, and the first report of each outlet.

Only stances for or against have a sign. A *reversal* is a signed stance of a source
whose previous signed stances, at an earlier date, all had the other sign. The stances
of a source at its latest signed date are *current*. If the current stances of all
sources have both signs, each of them is in *contradiction*. A stance that its source
retracted, or in an article that was retracted, is *retracted* and never current.
Stances for the fact may come *after a verdict* that it is false.

Dates are the stored dates of claims: a date with the precision of a day begins at
midnight. The lag of an outlet is the time since the first report of any outlet, between
the starts of both publication dates, so it is as precise as the coarser date.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, get_args

from db.derived.fact_claims import FactClaims
from db.derived.positions import last_position, signed
from db.derived.retractions import Retractions, find_retractions
from db.derived.sides import SIGNS, Sign
from db.derived.verdicts import after_verdicts
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import ChainStepRow, FactClaimRow, RetractionRow
from db.values.dates import Precision
from db.values.types import to_datetime

Mark = Literal[
    "reversal", "contradiction", "retracted", "article_retracted", "after_verdict"
]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)  # the finest first


@dataclass
class SourceStances:
    """The stances of one source on a fact, ordered by time."""

    rows: list[FactClaimRow] = field(default_factory=list)
    reversals: set[int] = field(default_factory=set)  # ids of claims
    current: dict[int, Sign] = field(default_factory=dict)  # by claim id
    retracted: dict[int, RetractionRow] = field(default_factory=dict)  # by claim id


NO_STANCES = SourceStances()


@dataclass(frozen=True)
class Report:
    """The first article of an outlet; no lag if a date is missing."""

    row: FactClaimRow
    lag: timedelta | None
    precision: Precision | None


@dataclass(frozen=True)
class Timeline:
    """The stances on a fact by source, and the first reports of outlets."""

    sources: Mapping[int, SourceStances]  # ordered by their first stances
    unattributed: Sequence[FactClaimRow]
    reports: Sequence[Report]
    contradicted: bool
    after_verdict: Mapping[int, AssessmentRow]  # by claim id

    def marks(
        self, row: FactClaimRow, stances: SourceStances = NO_STANCES
    ) -> list[Mark]:
        """Return the marks of a stance of a source, or of an unattributed one."""
        claim_id = row.claim_id
        is_marked: dict[Mark, bool] = {
            "reversal": claim_id in stances.reversals,
            "contradiction": self.contradicted and claim_id in stances.current,
            "retracted": claim_id in stances.retracted,
            "article_retracted": bool(row.is_article_retracted),
            "after_verdict": claim_id in self.after_verdict,
        }
        return [mark for mark, marked in is_marked.items() if marked]


def make_timeline(
    fact_claims: FactClaims, assessments: Sequence[AssessmentRow] = ()
) -> Timeline:
    """Return the timeline of the fact of these claims.

    ``assessments`` are those of the fact, the earliest first.
    """
    sources, unattributed = by_source(fact_claims.rows, fact_claims.steps)
    retractions = find_retractions(fact_claims)
    for source_id, stances in sources.items():
        _find_retracted(stances, source_id, retractions)
        _find_reversals(stances)
        _find_current(stances)
    signs = {sign for one in sources.values() for sign in one.current.values()}
    return Timeline(
        sources,
        unattributed,
        _reports(fact_claims.by_article.values()),
        contradicted=len(signs) > 1,
        after_verdict={
            claim_id: verdict
            for (claim_id, _), verdict in after_verdicts(
                fact_claims.rows, assessments
            ).items()
        },
    )


def by_source(
    rows: Sequence[FactClaimRow], chains: Mapping[int, Sequence[ChainStepRow]]
) -> tuple[Mapping[int, SourceStances], Sequence[FactClaimRow]]:
    """Return the stances of each source, and the unattributed stances.

    ``rows`` are ordered by time; so are the sources and their stances.
    """
    sources: dict[int, SourceStances] = defaultdict(SourceStances)
    unattributed = []
    for row in rows:
        steps = chains.get(row.claim_id)
        for step in steps or ():
            if step.is_origin:
                sources[step.source_id].rows.append(row)
        if not steps:
            unattributed.append(row)
    return sources, unattributed


def _find_retracted(
    stances: SourceStances, source_id: int, retractions: Retractions
) -> None:
    """Find the stances that a source retracted."""
    for row in stances.rows:
        if retraction := retractions.of(row.claim_id, source_id):
            stances.retracted[row.claim_id] = retraction


def _find_reversals(stances: SourceStances) -> None:
    """Find the stances at which a source changes its sign."""
    before: set[Sign] = set()
    last: set[Sign] = set()
    dated_at = None
    for row in signed(stances.rows):
        sign = SIGNS[row.stance]
        if row.dated_at != dated_at:
            before, last, dated_at = last, set(), row.dated_at
        last.add(sign)
        if before and sign not in before:
            stances.reversals.add(row.claim_id)


def _find_current(stances: SourceStances) -> None:
    """Find the stances at the latest date, except retracted ones."""
    left = [
        row
        for row in signed(stances.rows)
        if row.claim_id not in stances.retracted and not row.is_article_retracted
    ]
    if position := last_position(left):
        stances.current = {row.claim_id: SIGNS[row.stance] for row in position.rows}


def _reports(rows: Iterable[FactClaimRow]) -> Sequence[Report]:
    """Return the first report of each outlet, the earliest first, undated ones last.

    ``rows`` has one row for each article.
    """
    first: dict[int, FactClaimRow] = {}
    for row in sorted(rows, key=_report_order):
        if row.article_outlet_id is not None:
            first.setdefault(row.article_outlet_id, row)
    found = list(first.values())
    return [Report(row, *_lag(row, found[0])) for row in found]


def _report_order(row: FactClaimRow) -> tuple[bool, Any, bool, int]:
    """Return the sort key of reports: the date, then originals before reprints."""
    at = row.article_published_from
    undated, reprint = at is None, row.root_article_id is not None
    return undated, at or "", reprint, row.article_id


def _lag(
    row: FactClaimRow, first: FactClaimRow
) -> tuple[timedelta | None, Precision | None]:
    """Return the time since the first report, and its precision."""
    if row.article_published_from is None or first.article_published_from is None:
        return None, None
    lag = to_datetime(row.article_published_from) - to_datetime(
        first.article_published_from
    )
    return lag, _coarser(
        row.article_published_precision, first.article_published_precision
    )


def _coarser(one: Precision | None, other: Precision | None) -> Precision | None:
    if one is None or other is None:
        return None
    return max(one, other, key=PRECISIONS.index)
