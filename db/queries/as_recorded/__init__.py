"""Reads of records as of the instant ``at``.

The state at an instant is the snapshot before the first later change.
"""

from db.queries.as_recorded.claims import (
    list_claims_judged,
    list_claims_linking,
    list_claims_printed,
    list_claims_quoting,
)
from db.queries.as_recorded.judgements import list_judged_different
from db.queries.as_recorded.merges import list_merged_facts, list_merged_sources
from db.queries.as_recorded.snapshots import list_snapshots_at

__all__ = [
    "list_claims_judged",
    "list_claims_linking",
    "list_claims_printed",
    "list_claims_quoting",
    "list_judged_different",
    "list_merged_facts",
    "list_merged_sources",
    "list_snapshots_at",
]
