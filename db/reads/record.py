"""Reads of the record, either now or as it was recorded at an instant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from db.derived.claim_facts import ClaimFact
from db.derived.fact_claims import FactClaims
from db.derived.standings import Standing
from db.queries.assessments import AssessmentRow
from db.queries.claims import ClaimListRow
from db.queries.facts import FactRow
from db.queries.filters import Values
from db.queries.sources import SourceRow
from db.queries.stances import StanceRow
from db.reads.assessments import (
    AssessmentDetail,
    AssessmentPage,
    list_all_assessments_of_fact,
    list_assessments_of_fact,
    read_assessment,
)
from db.reads.cached_claims import memoized, read_fact_claims
from db.reads.claim_facts import read_facts_of_claims
from db.reads.claims import (
    PARTS,
    ClaimDetail,
    ClaimPage,
    Part,
    list_claims_page,
    read_claim,
)
from db.reads.fact_claims import (
    FactsOfSource,
    ResolvedBy,
    ResolvedClaims,
    Scope,
    load_fact_claims,
    load_facts_of_source,
    load_resolutions,
)
from db.reads.facts import FactKey, read_fact
from db.reads.facts_of_sources import read_facts_of_source
from db.reads.identities import Pair, list_different_pairs
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.sources import SourceDetail, read_source, require_source
from db.reads.standings import read_standings


class Record(Protocol):
    """Reads that are available now and as of an instant of the history."""

    @property
    def reading(self) -> Reading:
        """Return the reading that runs its reads."""

    async def require_source(self, source_id: int) -> SourceRow:
        """Return the row of a source, or raise ``NotFoundError`` or ``MergedError``."""

    async def source(self, source_id: int, *, withdrawn: bool = False) -> SourceDetail:
        """Return a source, or raise ``NotFoundError`` or ``MergedError``."""

    async def claim(
        self, claim_id: int, *, withdrawn: bool = False, parts: Collection[Part] = PARTS
    ) -> ClaimDetail:
        """Return a claim with at least these parts, or raise ``NotFoundError``."""

    async def fact(self, key: FactKey, *, withdrawn: bool = False) -> FactRow:
        """Return a fact by its id or slug.

        Raise ``NotFoundError``, or ``MergedError`` if it was merged into another.
        """

    async def standing(self, fact_id: int) -> Standing:
        """Return the newest verdicts on a fact, and its claims by their stances."""

    async def facts_of_claims(
        self, claims: Sequence[ClaimListRow], stances: Sequence[StanceRow]
    ) -> Mapping[int, Sequence[ClaimFact]]:
        """Return the facts on which claims have stances, by claim id."""

    async def claims_of_fact(
        self,
        fact_id: int,
        query: PageQuery,
        values: Values,
        *,
        parts: Collection[Part],
    ) -> ClaimPage:
        """Return a page of the claims with stances on a fact."""

    async def fact_claims(self, scope: Scope) -> FactClaims:
        """Return the claims on facts of a scope."""

    async def different_sources(self, source_ids: Collection[int]) -> Sequence[Pair]:
        """Return the pairs of these sources that are judged different."""

    async def resolved_claims(
        self, scope: Scope, resolved_by: ResolvedBy
    ) -> ResolvedClaims:
        """Return the claims on facts of a scope, and the resolutions of these facts."""

    async def facts_of_source(self, source_id: int, query: PageQuery) -> FactsOfSource:
        """Return a page of the facts of a source's claims."""

    async def assessments_of_fact(
        self, fact_id: int, query: PageQuery
    ) -> AssessmentPage:
        """Return a page of the assessments of a fact, the latest first."""

    async def all_assessments_of_fact(self, fact_id: int) -> Sequence[AssessmentRow]:
        """Return all assessments of a fact, the earliest first."""

    async def assessment(self, fact_id: int, assessment_id: int) -> AssessmentDetail:
        """Return an assessment of a fact, or raise ``NotFoundError``."""


@dataclass(frozen=True)
class CurrentRecord:
    """The present record; with ``until``, as it could be known before then."""

    reading: Reading
    until: datetime | None = None

    async def require_source(self, source_id: int) -> SourceRow:
        """Return the row of a source, or raise ``NotFoundError`` or ``MergedError``."""
        return await require_source(self.reading, source_id)

    async def source(self, source_id: int, *, withdrawn: bool = False) -> SourceDetail:
        """Return a source, or raise ``NotFoundError`` or ``MergedError``."""
        return await read_source(self.reading, source_id, withdrawn=withdrawn)

    async def claim(
        self, claim_id: int, *, withdrawn: bool = False, parts: Collection[Part] = PARTS
    ) -> ClaimDetail:
        """Return a claim with these parts, or raise ``NotFoundError``."""
        seen: dict[str, Any] = {"withdrawn": withdrawn, "until": self.until}
        return await read_claim(self.reading, claim_id, parts=parts, **seen)

    async def fact(self, key: FactKey, *, withdrawn: bool = False) -> FactRow:
        """Return a fact, or raise ``NotFoundError`` or ``MergedError``."""
        return await read_fact(self.reading, key, withdrawn=withdrawn, until=self.until)

    async def standing(self, fact_id: int) -> Standing:
        """Return the newest verdicts on a fact, and its claims by their stances."""
        found = await read_standings(self.reading, [fact_id], until=self.until)
        return found[fact_id]

    async def facts_of_claims(
        self, claims: Sequence[ClaimListRow], stances: Sequence[StanceRow]
    ) -> Mapping[int, Sequence[ClaimFact]]:
        """Return the facts on which claims have stances, by claim id."""
        return await read_facts_of_claims(
            self.reading, claims, stances, until=self.until
        )

    async def claims_of_fact(
        self,
        fact_id: int,
        query: PageQuery,
        values: Values,
        *,
        parts: Collection[Part],
    ) -> ClaimPage:
        """Return a page of the claims with stances on a fact."""
        values = {**values, "fact": [fact_id]}
        return await list_claims_page(self.reading, query, values, parts=parts)

    async def fact_claims(self, scope: Scope) -> FactClaims:
        """Return the claims on facts of a scope."""
        if self.until is None:
            return await read_fact_claims(self.reading, scope)
        return (await load_fact_claims(self.reading, scope, until=self.until)).claims

    async def different_sources(self, source_ids: Collection[int]) -> Sequence[Pair]:
        """Return the pairs of these sources that are judged different."""
        return await list_different_pairs(self.reading, source_ids)

    async def resolved_claims(
        self, scope: Scope, resolved_by: ResolvedBy
    ) -> ResolvedClaims:
        """Return the claims on facts of a scope, and the resolutions of these facts."""
        claims = await self.fact_claims(scope)
        load = partial(load_resolutions, self.reading, scope, resolved_by)
        make = partial(load, until=self.until)
        found = await memoized(claims, "resolutions", resolved_by, make=make)
        return ResolvedClaims(claims, *found)

    async def facts_of_source(self, source_id: int, query: PageQuery) -> FactsOfSource:
        """Return a page of the facts of a source's claims."""
        if self.until is None:
            return await read_facts_of_source(self.reading, source_id, query)
        return await load_facts_of_source(
            self.reading, source_id, query, until=self.until
        )

    async def assessments_of_fact(
        self, fact_id: int, query: PageQuery
    ) -> AssessmentPage:
        """Return a page of the assessments of a fact, the latest first."""
        return await list_assessments_of_fact(
            self.reading, fact_id, query, until=self.until
        )

    async def all_assessments_of_fact(self, fact_id: int) -> Sequence[AssessmentRow]:
        """Return all assessments of a fact, the earliest first."""
        return await list_all_assessments_of_fact(
            self.reading, fact_id, until=self.until
        )

    async def assessment(self, fact_id: int, assessment_id: int) -> AssessmentDetail:
        """Return an assessment of a fact, or raise ``NotFoundError``."""
        return await read_assessment(
            self.reading, fact_id, assessment_id, until=self.until
        )
