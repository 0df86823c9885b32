"""JSON of facts."""

from api.schemas.facts import FactOut
from api.serializers.outcomes import outcome_record
from api.serializers.shape import serializer
from api.serializers.values import Json, fact_ref
from api.serializers.verdicts import standing_parts
from db.models.fact_state import State, state_of
from db.queries.facts import FactRow
from db.reads.standings import FactDetail


def _state(row: FactRow) -> State:
    return state_of(row.code)


def _parent(row: FactRow) -> Json | None:
    return fact_ref(row.parent_id, row.parent_slug, row.parent_statement)


def _merged_into(row: FactRow) -> Json | None:
    return fact_ref(row.merged_into_id, row.merged_into_slug, row.merged_into_statement)


_record = serializer(
    FactOut,
    FactRow,
    parts=("verdicts", "sides"),
    state=_state,
    outcome=outcome_record,
    parent=_parent,
    merged_into=_merged_into,
)


def fact_record(fact: FactDetail) -> Json:
    """Return a fact with its verdicts and its claims by stance."""
    return _record(fact.row, **standing_parts(fact.standing))
