"""The corroboration of a fact, and its explanation in pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from db.derived.corroboration import Corroboration, corroborate
from db.derived.deduplication import Fold
from db.derived.explanation import Entry, explain_sides
from db.derived.fact_claims import FactClaims
from db.queries.keyset import Key
from db.reads.cached_claims import memoized
from db.reads.fact_claims import Scope
from db.reads.identities import Pair
from db.reads.pages import PageQuery, cut
from db.reads.reading import Reading
from db.reads.record import Record


@dataclass(frozen=True)
class FactCorroboration:
    """The counts on each side of a fact, and the counted claims."""

    sides: Sequence[Corroboration]
    claims: FactClaims


@dataclass(frozen=True)
class ExplanationPage:
    """A page of the entries of an explanation, and the key of the next page."""

    entries: Sequence[Entry]
    next_key: Key | None = None


async def read_corroboration(
    record: Record, fact_id: int, folds: Collection[Fold]
) -> FactCorroboration:
    """Count each side of a fact by the rules in ``folds``."""
    claims = await record.fact_claims(Scope("fact", {"fact": fact_id}))
    different: Sequence[Pair] = ()
    if folds:
        find = partial(record.different_sources, claims.sources)
        different = await memoized(claims, "different", None, make=find)
    make = partial(record.reading.reader.derive, corroborate, claims, folds, different)
    sides = await memoized(claims, "sides", (folds, different), make=make)
    return FactCorroboration(sides, claims)


async def read_explanation(
    reading: Reading, found: FactCorroboration, query: PageQuery
) -> ExplanationPage:
    """Return a page of the counted articles, sources and claims.

    A page continues after a key; its entries are in the order in which they appear.
    """
    make = partial(reading.reader.derive, explain_sides, found.sides)
    entries = await memoized(found.claims, "entries", found.sides, make=make)
    key = attrgetter("key")
    shown, more = cut(entries, key, limit=query.limit, after=query.after)
    next_key = shown[-1].key if more else None
    return ExplanationPage(sorted(shown, key=attrgetter("place")), next_key)
