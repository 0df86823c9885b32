"""The corroboration of a fact, and what was counted in pages."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter

from db.derived.corroboration import Corroboration, corroborate
from db.derived.deduplication import Fold
from db.derived.explanation import Entry, explain_sides
from db.derived.fact_claims import FactClaims
from db.queries.keyset import Key
from db.reads.fact_claims import Scope
from db.reads.record import Record


@dataclass(frozen=True)
class FactCorroboration:
    """The counts on each side of a fact, and the claims that were counted."""

    sides: Sequence[Corroboration]
    claims: FactClaims


@dataclass(frozen=True)
class ExplanationPage:
    """A page of what was counted, and the key of the next page."""

    entries: Sequence[Entry]
    next_key: Key | None = None


async def read_corroboration(
    record: Record, fact_id: int, folds: Collection[Fold]
) -> FactCorroboration:
    """Count what is on each side of a fact, by the rules that ``folds`` names."""
    claims = await record.fact_claims(Scope("fact", {"fact": fact_id}))
    different = await record.different_sources(claims.sources) if folds else ()
    sides = await record.reading.reader.derive(corroborate, claims, folds, different)
    return FactCorroboration(sides, claims)


def page_of_explanation(
    found: FactCorroboration, *, limit: int, after: Key | None = None
) -> ExplanationPage:
    """Return at most ``limit`` of the articles, sources and claims that were counted.

    A page has the next of them by their keys, in the order in which they appear.
    """
    entries = explain_sides(found.sides)
    key = attrgetter("key")
    start = bisect_right(entries, after, key=key) if after else 0
    shown, more = entries[start : start + limit], len(entries) > start + limit
    next_key = shown[-1].key if more else None
    return ExplanationPage(sorted(shown, key=attrgetter("place")), next_key)
