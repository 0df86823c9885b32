"""JSON of links between claims."""

from api.schemas.claim_links import LinkOut
from api.serializers.shape import serializer
from api.serializers.values import Json
from db.queries.claim_links import LinkRow


def _claim(row: LinkRow) -> Json:
    return {"id": row.claim_id, "text": row.claim_text}


def _other(row: LinkRow) -> Json:
    return {"id": row.other_id, "text": row.other_text}


link_record = serializer(LinkOut, LinkRow, claim=_claim, other=_other)
