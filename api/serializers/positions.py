"""JSON of positions of sources on facts."""

from collections.abc import Iterable

from api.serializers.values import Json, article_ref, fact_ref
from db.derived.positions import StanceInRole
from db.models.fact_state import state_of
from db.queries.fact_claims import FactStateRow
from db.values.types import json_instant


def positions_record(fact: FactStateRow, stances: Iterable[StanceInRole]) -> Json:
    """Return the stances of a source on one fact."""
    return {
        "fact_id": fact.id,
        "fact": fact_ref(fact.id, fact.slug, fact.statement),
        "state": state_of(fact.code),
        "stances": [_stance(stance) for stance in stances],
    }


def _stance(stance: StanceInRole) -> Json:
    row = stance.row
    return {
        "claim_id": row.claim_id,
        "article_id": row.article_id,
        "article": article_ref(row),
        "at": json_instant(row.dated_at),
        "basis": row.dated_basis,
        "stance": row.stance,
        "role": stance.role,
    }
