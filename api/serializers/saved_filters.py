"""JSON of saved filters."""

from api.schemas.saved_filters import FilterOut
from api.serializers.shape import serializer
from db.queries.saved_filters import SavedFilterRow

filter_record = serializer(FilterOut, SavedFilterRow)
