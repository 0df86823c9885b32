"""JSON of API keys, without their secrets."""

from api.schemas.keys import KeyEvent, KeyOut
from api.serializers.shape import serializer
from api.serializers.values import Json
from db.queries.keys import KeyEventRow, KeyRow


def _analyst(row: KeyRow) -> Json:
    return {
        "id": row.analyst_id,
        "name": row.analyst_name,
        "kind": row.analyst_kind,
        "role": row.analyst_role,
    }


def _actor(row: KeyEventRow) -> Json:
    return {"id": row.analyst_id, "name": row.analyst_name}


key_record = serializer(KeyOut, KeyRow, analyst=_analyst)
key_event = serializer(KeyEvent, KeyEventRow, analyst=_actor)
