"""Where a source stands on facts, as it is sent."""

from collections.abc import Iterable

from api.serializers.values import Json, article_ref, fact_ref
from db.derived.positions import Role
from db.models.fact_state import state_of
from db.values.types import AnyRow, instant


def positions_record(fact: AnyRow, stances: Iterable[tuple[AnyRow, Role]]) -> Json:
    """Return the stances of a source on one fact."""
    return {
        "fact_id": fact.id,
        "fact": fact_ref(fact.id, fact.slug, fact.statement),
        "state": state_of(fact.code),
        "stances": [_stance(row, role) for row, role in stances],
    }


def _stance(row: AnyRow, role: Role) -> Json:
    return {
        "claim_id": row.claim_id,
        "article_id": row.article_id,
        "article": article_ref(row),
        "at": instant(row.dated_at),
        "basis": row.dated_basis,
        "stance": row.stance,
        "role": role,
    }
