"""JSON of stances."""

from api.schemas.stances import StanceOut
from api.serializers.shape import serializer
from api.serializers.values import Json, fact_ref
from db.queries.stances import StanceRow


def _fact(row: StanceRow) -> Json | None:
    return fact_ref(row.fact_id, row.slug, row.statement)


stance_record = serializer(StanceOut, StanceRow, fact=_fact)
