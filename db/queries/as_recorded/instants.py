"""The instant that reads of the past bind."""

from db.engine.prepared import parameter
from db.values.types import UtcDateTime

AT = parameter("at", UtcDateTime())
