"""Finds which kept claims on facts must be read again after changes.

What was read stays as it is while nothing that it rests on changes. Claims that were
changed are read again, and so are the sources in their chains. Everything is read
again after changes that reach farther than the record they name: merges, records that
become visible or invisible, names that sources share.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Protocol

from db.derived.fact_claims import FactClaims
from db.queries.changed import ChangedRow

IN_PLACE = {"update", "supersede"}  # nothing else refers to the record in another way
JOINING = {"merge", "unmerge"}


@dataclass(frozen=True)
class Touched:
    """What has to be read again.

    ``claims`` may contain claims that were not kept. Claims in ``articles`` may retract
    other claims. If only ``results`` is set, the kept claims are right, but everything
    that was derived from them must be derived again.
    """

    everything: bool = False
    claims: Set[int] = frozenset()
    articles: Set[int] = frozenset()
    sources: Set[int] = frozenset()
    results: bool = False


class _Reaches(Protocol):
    def __call__(self, claims: FactClaims, change: ChangedRow) -> bool: ...


def find_touched(claims: FactClaims, changes: Iterable[ChangedRow]) -> Touched:
    """Return what has to be read again after changes, in any order."""
    told = [one for one in changes if one.resource in REACHES and one.action != "read"]
    if any(_reaches_all(claims, one) for one in told):
        return Touched(everything=True)
    changed = {name: _changed(told, name) for name in REACHES}
    return Touched(
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
    """Return whether results rest on what was changed, beside the claims.

    A named source may be shown as an assessor.
    """
    if change.resource == "source":
        is_new = change.action == "create" and not change.has_namesakes
        return change.article_id is None and not is_new
    return change.resource == "identity" or (
        change.resource == "fact" and change.record_id in claims.facts
    )


def _reaches_all(claims: FactClaims, change: ChangedRow) -> bool:
    """Return whether a change may reach anything."""
    return change.action in JOINING or REACHES[change.resource](claims, change)


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
    if change.article_id is not None:  # unnamed: no other source is called so
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
    """Return whether a record was changed that was visible before and after that."""
    return change.action in IN_PLACE and change.visibility == "public"


REACHES: Mapping[str, _Reaches] = {
    "claim": _nothing,
    "article": _article,
    "fact": _fact,
    "source": _source,
    "identity": _nothing,
}
