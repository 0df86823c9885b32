"""Whom sources belonged to when they said something."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from db.derived.fact_claims import FactClaims
from db.models.affiliation import AffiliationRelation
from db.queries.fact_claims import ChainAffiliationRow

Intervals = list[ChainAffiliationRow]


class Affiliations:
    """The organisations of each source, for claims that are dated while it held."""

    def __init__(self, fact_claims: FactClaims) -> None:
        self._dates = {row.claim_id: row.dated_at for row in fact_claims.rows}
        self._known: Mapping[int, dict[int, Intervals]] = defaultdict(dict)
        for one in fact_claims.affiliations:
            organisations = self._known[one.source_id]
            organisations.setdefault(one.organisation_id, []).append(one)

    def __contains__(self, source_id: int) -> bool:
        """Return whether a source ever belonged to an organisation."""
        return source_id in self._known

    def sources(self) -> Collection[int]:
        """Return the sources that ever belonged to an organisation."""
        return self._known.keys()

    def of(
        self,
        source_id: int,
        claim_ids: Collection[int],
        relation: AffiliationRelation | None = None,
    ) -> Iterator[int]:
        """Yield the organisations that a source belonged to at all of its claims."""
        dates = [self._dates[claim_id] for claim_id in claim_ids]
        known = self._known.get(source_id, {})
        for organisation_id, intervals in sorted(known.items()):
            wanted = [one for one in intervals if relation in {None, one.relation}]
            if _held_at_each(wanted, dates):
                yield organisation_id


def _held_at_each(affiliations: Intervals, dates: Iterable[Any]) -> bool:
    """Return whether at each instant one of the affiliations held."""
    return all(any(_held(one, at) for one in affiliations) for at in dates)


def _held(
    affiliation: ChainAffiliationRow,
    at: Any,  # noqa: ANN401 - a stored instant, of the same type as the other two
) -> bool:
    """Return whether an affiliation held at an instant; an open end is open."""
    since: Any = affiliation.held_from
    until: Any = affiliation.held_to
    return (since is None or since <= at) and (until is None or at < until)
