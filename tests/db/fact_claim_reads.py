"""Reads of claims on facts, with values that find something."""

from collections.abc import Iterator
from typing import Any

from db.queries import changed, fact_claims
from db.queries.keyset import Place
from tests.db.suggestion_reads import Shaped
from tests.db.told import LATER, Told


def on_facts(told: Told, seen: dict[str, Any]) -> Iterator[Shaped]:
    """Yield reads of claims on facts, of their chains, and of what changed."""
    until = {"until": LATER}
    one, of_source = seen | {"count": 1}, {"source__0": told.source}
    for as_of in (False, True):
        by_stance = {"stance__0": told.stance} | until
        yield fact_claims.list_fact_claims, one | {"as_of": as_of}, by_stance
    yield fact_claims.list_claim_steps, one, {"claim__0": told.claim}
    then = {"claim__0": told.claim, "until": LATER}
    yield fact_claims.list_claim_steps, one | {"as_of": True}, then
    yield fact_claims.list_retractions, one, {"link__0": told.link}
    yield fact_claims.list_chain_sources, one, of_source
    yield fact_claims.list_chain_affiliations, one, of_source
    yield fact_claims.list_root_articles, one, {"root__0": told.article}
    of_fact = {"fact__0": told.fact} | until
    yield fact_claims.list_fact_states, one, of_fact
    for by in ("claim", "article"):
        linking = {f"{by}__0": getattr(told, by)}
        yield changed.list_linked_claims, one | {"by": by}, linking
    whose: dict[str, dict[str, Any]] = {
        "fact": {"fact": told.fact},
        "source": {"source": told.source},
        "outlet": {"outlet": told.outlet},
        "descriptor": {"outlet": told.outlet, "descriptor": "an official"},
    }
    for scope, values in whose.items():
        yield from _in_scope(told, scope, values, seen)


def _in_scope(
    told: Told, scope: str, values: dict[str, Any], seen: dict[str, Any]
) -> Iterator[Shaped]:
    one, until = seen | {"count": 1}, {"until": LATER}
    yield fact_claims.list_stance_ids, seen | {"scope": scope}, values
    of_claim = values | {"claim__0": told.claim}
    yield fact_claims.list_stance_ids, one | {"scope": scope}, of_claim
    of_draft = values | until | {"claim__0": told.draft}
    yield fact_claims.list_drafts_on_facts, one | {"scope": scope}, of_draft
    for as_of in (False, True):
        shape = seen | {"scope": scope, "as_of": as_of}
        yield fact_claims.list_drafts_on_facts, shape, values | until
        yield fact_claims.list_outcomes_of_facts, shape, values | until
        held_by = values | until | {"assessor": told.source}
        yield fact_claims.list_verdicts_on_facts, shape, held_by
        paged = shape | {"place": Place(), "limit": 9}
        yield fact_claims.list_facts_of_claims, paged, values | until
