"""Wire format of counts by series and time."""

from api.schemas.stats.answers import CountOut, UnnamedOut, VerdictCountOut
from api.schemas.stats.params import (
    Buckets,
    ClaimStatsParams,
    CountedClaims,
    FactStatsParams,
    UnnamedStatsParams,
    VerdictStatsParams,
)

__all__ = [
    "Buckets",
    "ClaimStatsParams",
    "CountOut",
    "CountedClaims",
    "FactStatsParams",
    "UnnamedOut",
    "UnnamedStatsParams",
    "VerdictCountOut",
    "VerdictStatsParams",
]
