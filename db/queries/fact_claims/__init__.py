"""Reads of claims on facts with their chains, the input of derivations."""

from db.queries.fact_claims.claims import (
    list_chain_affiliations,
    list_chain_sources,
    list_claim_steps,
    list_fact_claims,
    list_root_articles,
    list_stance_ids,
)
from db.queries.fact_claims.drafts import list_drafts_on_facts
from db.queries.fact_claims.facts import (
    list_assessments_of_facts,
    list_fact_states,
    list_facts_of_claims,
    list_outcomes_of_facts,
    list_verdicts_on_facts,
)
from db.queries.fact_claims.orders import BY_FACT, BY_PART, BY_SIDE, BY_TIME
from db.queries.fact_claims.retractions import list_retractions, takes_back
from db.queries.fact_claims.rows import (
    ChainAffiliationRow,
    ChainSourceRow,
    ChainStepRow,
    ClaimStepRow,
    FactClaimRow,
    FactStateRow,
    ResolutionRow,
    RetractionRow,
    RootArticleRow,
    StanceIdRow,
)
from db.queries.fact_claims.scopes import COUNTED_REVIEWS, ScopeKind
from db.queries.fact_claims.standings import (
    StanceCountRow,
    VerdictRow,
    count_stances,
    list_newest_verdicts,
)

__all__ = [
    "BY_FACT",
    "BY_PART",
    "BY_SIDE",
    "BY_TIME",
    "COUNTED_REVIEWS",
    "ChainAffiliationRow",
    "ChainSourceRow",
    "ChainStepRow",
    "ClaimStepRow",
    "FactClaimRow",
    "FactStateRow",
    "ResolutionRow",
    "RetractionRow",
    "RootArticleRow",
    "ScopeKind",
    "StanceCountRow",
    "StanceIdRow",
    "VerdictRow",
    "count_stances",
    "list_assessments_of_facts",
    "list_chain_affiliations",
    "list_chain_sources",
    "list_claim_steps",
    "list_drafts_on_facts",
    "list_fact_claims",
    "list_fact_states",
    "list_facts_of_claims",
    "list_newest_verdicts",
    "list_outcomes_of_facts",
    "list_retractions",
    "list_root_articles",
    "list_stance_ids",
    "list_verdicts_on_facts",
    "takes_back",
]
