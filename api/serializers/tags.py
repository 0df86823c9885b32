"""JSON of tags."""

from api.schemas.tags import TagOut
from api.serializers.shape import serializer
from db.queries.tags import TagRow

tag_record = serializer(TagOut, TagRow)
