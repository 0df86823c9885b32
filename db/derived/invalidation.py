"""Finds which cached claims on facts are stale after changes.

A cached read is valid while nothing that it depends on changes. Changed claims are read
again, and so are changed sources in chains. Everything is read again after changes that
affect more than their record: merges, changes of visibility, names that sources share.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Protocol

from db.derived.fact_claims import FactClaims
from db.queries.changed import ChangedRow

IN_PLACE = {"update", "supersede"}  # no other record changes its references
JOINING = {"merge", "unmerge"}


@dataclass(frozen=True)
class StaleParts:
    """The parts of cached claims that must be read again.

    ``claims`` may contain claims that are not cached. Claims in ``articles`` may
    retract other claims. If only ``results`` is set, the cached claims are valid, but
    everything derived from them must be derived again.
    """

    everything: bool = False
    claims: Set[int] = frozenset()
    articles: Set[int] = frozenset()
    sources: Set[int] = frozenset()
    results: bool = False


class _Affects(Protocol):
    def __call__(self, claims: FactClaims, change: ChangedRow) -> bool: ...


def find_stale(claims: FactClaims, changes: Iterable[ChangedRow]) -> StaleParts:
    """Return the stale parts after changes, in any order."""
    told = [one for one in changes if one.resource in AFFECTS and one.action != "read"]
    if any(_affects_everything(claims, one) for one in told):
        return StaleParts(everything=True)
    changed = {name: _changed(told, name) for name in AFFECTS}
    return StaleParts(
        claims=changed["claim"]
        | _in_articles(claims, changed["article"])
        | _taken_back_by(claims, changed["claim"]),
        articles=changed["article"],
        sources=changed["source"] & claims.sources.keys(),
        results=any(_changes_results(claims, one) for one in told),
    )


def _changed(changes: Iterable[ChangedRow], resource: str) -> Set[int]:
    return {one.record_id for one in changes if one.resource == resource}


def _in_articles(claims: FactClaims, articles: Set[int]) -> Set[int]:
    if articles.isdisjoint(claims.by_article):
        return frozenset()
    return {row.claim_id for row in claims.rows if row.article_id in articles}


def _taken_back_by(claims: FactClaims, changed: Set[int]) -> Set[int]:
    known = claims.retractions.values()
    return {one.claim_id for one in known if one.by_claim_id in changed}


def _changes_results(claims: FactClaims, change: ChangedRow) -> bool:
    """Return whether results depend on the changed record besides the claims.

    A named source may be shown as an assessor.
    """
    if change.resource == "source":
        is_new = change.action == "create" and not change.has_namesakes
        return change.article_id is None and not is_new
    return change.resource == "identity" or (
        change.resource == "fact" and change.record_id in claims.facts
    )


def _affects_everything(claims: FactClaims, change: ChangedRow) -> bool:
    """Return whether a change may affect anything."""
    return change.action in JOINING or AFFECTS[change.resource](claims, change)


def _nothing(claims: FactClaims, change: ChangedRow) -> bool:  # noqa: ARG001 - as the others
    return False


def _article(claims: FactClaims, change: ChangedRow) -> bool:
    if change.action == "create":
        return False
    return not _in_place(change) or change.record_id in claims.roots


def _fact(claims: FactClaims, change: ChangedRow) -> bool:
    if change.action == "create":
        return False
    row = claims.facts.get(change.record_id)
    shown = row and (row.fact_slug, row.fact_statement)
    now = (change.fact_slug, change.fact_statement)
    return not _in_place(change) or shown not in {None, now}


def _source(claims: FactClaims, change: ChangedRow) -> bool:
    if change.article_id is not None:  # unnamed: no other source shares its name
        is_known = change.record_id in claims.sources
        return is_known and not _in_place(change)
    shares_name = bool(change.has_namesakes) and change.folded in claims.names
    if change.action == "create":
        return shares_name
    return (
        shares_name
        or not _in_place(change)
        or change.name != change.name_before
        or change.record_id in claims.outlets
    )


def _in_place(change: ChangedRow) -> bool:
    """Return whether a visible record was changed and stayed visible."""
    return change.action in IN_PLACE and change.visibility == "public"


AFFECTS: Mapping[str, _Affects] = {
    "claim": _nothing,
    "article": _article,
    "fact": _fact,
    "source": _source,
    "identity": _nothing,
}
