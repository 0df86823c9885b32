"""The affiliations of sources at the times of their claims."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from db.derived.fact_claims import FactClaims
from db.models.affiliation import AffiliationRelation
from db.queries.fact_claims import ChainAffiliationRow

Intervals = list[ChainAffiliationRow]


class Affiliations:
    """The organisations of each source, by the duration of the affiliation."""

    def __init__(self, fact_claims: FactClaims) -> None:
        self._dates = {row.claim_id: row.dated_at for row in fact_claims.rows}
        self._known: Mapping[int, dict[int, Intervals]] = defaultdict(dict)
        for one in fact_claims.affiliations:
            organisations = self._known[one.source_id]
            organisations.setdefault(one.organisation_id, []).append(one)

    def __contains__(self, source_id: int) -> bool:
        """Return whether a source had any affiliation at any time."""
        return source_id in self._known

    def sources(self) -> Collection[int]:
        """Return the sources with an affiliation at any time."""
        return self._known.keys()

    def of(
        self,
        source_id: int,
        claim_ids: Collection[int],
        relation: AffiliationRelation | None = None,
    ) -> Iterator[int]:
        """Yield the organisations to which a source belonged at all of its claims."""
        dates = sorted(self._dates[claim_id] for claim_id in claim_ids)
        known = self._known.get(source_id, {})
        for organisation_id, intervals in sorted(known.items()):
            wanted = [one for one in intervals if relation in {None, one.relation}]
            if _held_at_each(wanted, dates):
                yield organisation_id


def _held_at_each(affiliations: Intervals, dates: Sequence[Any]) -> bool:
    """Return whether an affiliation covers each of the instants, which are in order.

    An unknown end is open.
    """
    held = 0  # number of leading dates that are covered
    for one in sorted(affiliations, key=_since):
        since: Any = one.held_from
        if held == len(dates) or (since is not None and since > dates[held]):
            break
        until: Any = one.held_to
        ends = len(dates) if until is None else bisect_left(dates, until)
        held = max(held, ends)
    return held == len(dates)


def _since(affiliation: ChainAffiliationRow) -> tuple[bool, Any]:
    """Return a sort key that puts an open beginning first."""
    return affiliation.held_from is not None, affiliation.held_from
