"""The bind parameter of the instant."""

from db.engine.prepared import parameter
from db.values.types import UtcDateTime

AT = parameter("at", UtcDateTime())
