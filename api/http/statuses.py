"""The HTTP status of each failure of the data, and what each status is called."""

from db.errors import (
    AnswerErasedError,
    ConflictError,
    DataError,
    InvalidError,
    KeyInUseError,
    KeyReusedError,
    MergedError,
    NotFoundError,
    StaleError,
    UnavailableError,
    WithdrawnError,
)

STATUS: dict[type[DataError], int] = {
    NotFoundError: 404,
    WithdrawnError: 410,
    MergedError: 409,
    ConflictError: 409,
    KeyInUseError: 409,
    AnswerErasedError: 409,
    StaleError: 412,
    InvalidError: 422,
    KeyReusedError: 422,
    UnavailableError: 503,
}
TITLES = {
    400: ("bad-request", "The request cannot be read"),
    401: ("unauthorized", "A valid key is needed"),
    403: ("forbidden", "The role of this key does not allow it"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "The method is not allowed at this address"),
    408: ("too-slow", "The body did not arrive in time"),
    409: ("conflict", "Another record stands in the way"),
    410: ("withdrawn", "The record was withdrawn"),
    412: ("stale", "The record has changed since it was read"),
    413: ("too-large", "The body is too large"),
    414: ("address-too-long", "The address is too long"),
    415: ("unsupported-media-type", "The media type of the body is not supported"),
    422: ("invalid", "The request is not valid"),
    428: ("precondition-required", "If-Match is missing"),
    429: ("too-many-requests", "Too many requests"),
    431: ("headers-too-large", "The headers are too large"),
    500: ("internal", "Something went wrong"),
    503: ("unavailable", "The service is temporarily unavailable"),
}
