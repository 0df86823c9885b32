"""The record as it was at an instant."""

from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from db.derived.claim_facts import ClaimFact
from db.derived.fact_claims import FactClaims
from db.derived.standings import Standing
from db.history.assessments import (
    list_all_assessments_at,
    list_assessments_at,
    read_assessment_at,
)
from db.history.claim_facts import facts_of_claims_at
from db.history.claims import require_claim_at
from db.history.counted_claims import (
    fact_claims_at,
    facts_of_source_at,
    resolved_claims_at,
)
from db.history.fact_claims import bearing_on, load_claims_of_facts
from db.history.facts import fact_row, load_facts, require_fact_at
from db.history.identities import list_different_pairs_at
from db.history.lists import page_of
from db.history.past_records import PastRecords
from db.history.sources import read_source_at
from db.history.standings import standings_at
from db.queries.assessments import AssessmentRow
from db.queries.claims import ORDERS, ClaimListRow
from db.queries.facts import FactRow
from db.queries.filters import Values
from db.queries.sources import SourceRow
from db.queries.stances import StanceRow
from db.reads.assessments import AssessmentDetail, AssessmentPage
from db.reads.claims import PARTS, ClaimDetail, ClaimPage, Part
from db.reads.fact_claims import FactsOfSource, ResolvedBy, ResolvedClaims, Scope
from db.reads.facts import FactKey, read_fact_id
from db.reads.identities import Pair
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.record import CurrentRecord, Record
from db.reads.sources import SourceDetail

P = ParamSpec("P")
T = TypeVar("T")


def open_record(
    reading: Reading, *, recorded: datetime | None, until: datetime | None
) -> Record:
    """Return the record as of ``recorded``, else as known ``until`` an instant."""
    if recorded:
        apart = replace(reading, reader=reading.reader.for_separate_loop())
        return RecordedAt(PastRecords(apart, recorded))
    return CurrentRecord(reading, until)


def _on_separate_loop(
    read: "Callable[Concatenate[RecordedAt, P], Coroutine[Any, Any, T]]",
) -> "Callable[Concatenate[RecordedAt, P], Coroutine[Any, Any, T]]":
    """Run a read on a separate event loop: it builds rows from many snapshots."""

    async def run(record: "RecordedAt", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await record.reading.reader.on_separate_loop(
            read, record, *args, **kwargs
        )

    run.__doc__ = read.__doc__
    return run


@dataclass(frozen=True)
class RecordedAt:
    """The record as this database would have shown it at an instant."""

    past: PastRecords

    @property
    def reading(self) -> Reading:
        """Return the reading that runs its reads."""
        return self.past.reading

    async def require_source(self, source_id: int) -> SourceRow:
        """Return the row of a source, or raise ``NotFoundError`` or ``MergedError``."""
        return (await self.source(source_id)).row

    @_on_separate_loop
    async def source(self, source_id: int, *, withdrawn: bool = False) -> SourceDetail:
        """Return a source, or raise ``NotFoundError`` or ``MergedError``."""
        return await read_source_at(self.past, source_id, withdrawn=withdrawn)

    @_on_separate_loop
    async def claim(
        self,
        claim_id: int,
        *,
        withdrawn: bool = False,
        parts: Collection[Part] = PARTS,  # noqa: ARG002 - a snapshot has all parts
    ) -> ClaimDetail:
        """Return a claim, or raise ``NotFoundError``."""
        claims = await require_claim_at(self.past, claim_id, withdrawn=withdrawn)
        return claims.detail(claim_id)

    @_on_separate_loop
    async def fact(self, key: FactKey, *, withdrawn: bool = False) -> FactRow:
        """Return a fact by its id or by its present slug."""
        fact_id = await read_fact_id(self.past.reading, key)
        facts = await require_fact_at(self.past, fact_id, withdrawn=withdrawn)
        return fact_row(facts, fact_id, self.past)

    @_on_separate_loop
    async def standing(self, fact_id: int) -> Standing:
        """Return the newest verdicts on a fact, and its claims by their stances."""
        facts = await load_facts(self.past, [fact_id])
        return (await standings_at(self.past, facts, [fact_id]))[fact_id]

    @_on_separate_loop
    async def facts_of_claims(
        self, claims: Sequence[ClaimListRow], stances: Sequence[StanceRow]
    ) -> Mapping[int, Sequence[ClaimFact]]:
        """Return the facts on which claims had stances, by claim id."""
        return await facts_of_claims_at(self.past, claims, stances)

    @_on_separate_loop
    async def claims_of_fact(
        self,
        fact_id: int,
        query: PageQuery,
        values: Values,
        *,
        parts: Collection[Part],  # noqa: ARG002 - a snapshot has all parts
    ) -> ClaimPage:
        """Return a page of the claims with stances on a fact."""
        facts = await load_facts(self.past, [fact_id])
        claims = await load_claims_of_facts(self.past, facts, [fact_id])
        bearing = partial(
            bearing_on,
            claims,
            fact_id,
            stances=values.get("stance", ()),
            withdrawn=query.withdrawn,
        )
        found = bearing(review=values.get("review", ()))
        rows = map(partial(claims.row, whole=query.whole), found)
        page = page_of(rows, ORDERS[query.sort], query)
        if query.drafts:
            page = replace(page, drafts=len(bearing(review=["draft"])))
        return ClaimPage(page, claims.parts([row.id for row in page.rows]))

    @_on_separate_loop
    async def fact_claims(self, scope: Scope) -> FactClaims:
        """Return the claims on facts of a scope."""
        return await fact_claims_at(self.past, scope)

    @_on_separate_loop
    async def different_sources(self, source_ids: Collection[int]) -> Sequence[Pair]:
        """Return the pairs of these sources that were judged different."""
        return await list_different_pairs_at(self.past, source_ids)

    @_on_separate_loop
    async def resolved_claims(
        self, scope: Scope, resolved_by: ResolvedBy
    ) -> ResolvedClaims:
        """Return the claims on facts of a scope, and the resolutions of these facts."""
        return await resolved_claims_at(self.past, scope, resolved_by)

    @_on_separate_loop
    async def facts_of_source(self, source_id: int, query: PageQuery) -> FactsOfSource:
        """Return a page of the facts of a source's claims."""
        return await facts_of_source_at(self.past, source_id, query)

    @_on_separate_loop
    async def assessments_of_fact(
        self, fact_id: int, query: PageQuery
    ) -> AssessmentPage:
        """Return a page of the assessments of a fact, the latest first."""
        return await list_assessments_at(self.past, fact_id, query)

    @_on_separate_loop
    async def all_assessments_of_fact(self, fact_id: int) -> Sequence[AssessmentRow]:
        """Return all assessments of a fact, the earliest first."""
        return await list_all_assessments_at(self.past, fact_id)

    @_on_separate_loop
    async def assessment(self, fact_id: int, assessment_id: int) -> AssessmentDetail:
        """Return an assessment of a fact, or raise ``NotFoundError``."""
        return await read_assessment_at(self.past, fact_id, assessment_id)
