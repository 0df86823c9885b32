"""JSON of outcomes of facts."""

from api.schemas.outcomes import OutcomeOut
from api.serializers.shape import serializer
from api.serializers.values import Json
from db.models.outcome import OutcomeValue
from db.queries.facts import FactRow
from db.values.types import json_instant


def _id(row: FactRow) -> int | None:
    return row.outcome_id


def _value(row: FactRow) -> OutcomeValue | None:
    return row.outcome_value


def _created_at(row: FactRow) -> object:
    return json_instant(row.outcome_created_at)


_outcome = serializer(OutcomeOut, FactRow, id=_id, value=_value, created_at=_created_at)


def outcome_record(row: FactRow) -> Json | None:
    """Return the outcome of a fact, if it is known."""
    return None if row.outcome_id is None else _outcome(row)
