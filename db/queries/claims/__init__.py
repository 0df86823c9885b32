"""Reads of claims."""

from db.queries.claims.candidates import LOOKED, NEWEST, SAMPLED, Way
from db.queries.claims.dates import list_said_since
from db.queries.claims.drafts import count_drafts
from db.queries.claims.facets import count_claim_facets
from db.queries.claims.filters import FILTERS
from db.queries.claims.found import (
    FOUND_ORDERS,
    SORT_LIMIT,
    Hits,
    LookedRow,
    count_filtered,
    count_looked,
    count_sampled,
    is_tested,
    list_found_claims,
    list_sorted_claims,
)
from db.queries.claims.lists import (
    ORDERS,
    count_claims,
    find_claims,
    get_claim,
    list_claims,
)
from db.queries.claims.parts import (
    list_prints,
    list_spans,
    list_speakers,
    list_steps,
    list_subjects,
    list_tags,
)
from db.queries.claims.planning import MAX_VALUES_LOOKED_UP, padded
from db.queries.claims.rows import (
    ClaimListRow,
    ClaimRow,
    PrintRow,
    SingleClaimRow,
    SpanRow,
    SpeakerRow,
    StepRow,
    SubjectRow,
    TagOfClaimRow,
)
from db.queries.claims.tested import Tested, TestedRow, count_tested
from db.queries.claims.windows import (
    TESTED,
    Listed,
    Window,
    find_end_of_window,
    list_claims_in_window,
)

__all__ = [
    "FILTERS",
    "FOUND_ORDERS",
    "LOOKED",
    "MAX_VALUES_LOOKED_UP",
    "NEWEST",
    "ORDERS",
    "SAMPLED",
    "SORT_LIMIT",
    "TESTED",
    "ClaimListRow",
    "ClaimRow",
    "Hits",
    "Listed",
    "LookedRow",
    "PrintRow",
    "SingleClaimRow",
    "SpanRow",
    "SpeakerRow",
    "StepRow",
    "SubjectRow",
    "TagOfClaimRow",
    "Tested",
    "TestedRow",
    "Way",
    "Window",
    "count_claim_facets",
    "count_claims",
    "count_drafts",
    "count_filtered",
    "count_looked",
    "count_sampled",
    "count_tested",
    "find_claims",
    "find_end_of_window",
    "get_claim",
    "is_tested",
    "list_claims",
    "list_claims_in_window",
    "list_found_claims",
    "list_prints",
    "list_said_since",
    "list_sorted_claims",
    "list_spans",
    "list_speakers",
    "list_steps",
    "list_subjects",
    "list_tags",
    "padded",
]
