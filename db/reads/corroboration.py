"""The corroboration of a fact."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from db.derived.corroboration import Corroboration, corroborate
from db.derived.deduplication import Fold
from db.derived.fact_claims import FactClaims
from db.reads.fact_claims import Scope
from db.reads.record import Record


@dataclass(frozen=True)
class FactCorroboration:
    """The counts on each side of a fact, and the claims that were counted."""

    sides: Sequence[Corroboration]
    claims: FactClaims


async def read_corroboration(
    record: Record, fact_id: int, folds: Collection[Fold]
) -> FactCorroboration:
    """Count what is on each side of a fact, by the rules that ``folds`` names."""
    claims = await record.fact_claims(Scope("fact", {"fact": fact_id}))
    different = await record.different_sources(claims.sources) if folds else ()
    sides = await record.reading.reader.derive(corroborate, claims, folds, different)
    return FactCorroboration(sides, claims)
