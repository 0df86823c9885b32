"""Errors of the data layer; ``api.http.errors`` maps each one to an HTTP status."""

from db.errors.base import Candidates, DataError, RequestPath
from db.errors.invalid import FilterError, InvalidError, TooManyPointsError, raise_all
from db.errors.records import (
    ConflictError,
    MergedError,
    NoRevisionError,
    NotFoundError,
    NoVersionError,
    RedactedError,
    RepeatedItemError,
    StaleError,
    WithdrawnError,
)
from db.errors.repeated import (
    KeyInUseError,
    KeyReusedError,
    RepeatError,
    ResponseErasedError,
)
from db.errors.unavailable import (
    SchemaError,
    TooLongError,
    UnavailableError,
    WriteTooLongError,
)

__all__ = [
    "Candidates",
    "ConflictError",
    "DataError",
    "FilterError",
    "InvalidError",
    "KeyInUseError",
    "KeyReusedError",
    "MergedError",
    "NoRevisionError",
    "NoVersionError",
    "NotFoundError",
    "RedactedError",
    "RepeatError",
    "RepeatedItemError",
    "RequestPath",
    "ResponseErasedError",
    "SchemaError",
    "StaleError",
    "TooLongError",
    "TooManyPointsError",
    "UnavailableError",
    "WithdrawnError",
    "WriteTooLongError",
    "raise_all",
]
