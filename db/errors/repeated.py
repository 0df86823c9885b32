"""Errors for idempotency keys that a request cannot use."""

from typing import ClassVar

from db.errors.base import DataError


class RepeatError(DataError):
    """The request cannot use its idempotency key."""

    code: ClassVar[str]


class KeyInUseError(RepeatError):
    """Another request with the same key is in flight."""

    code = "key_in_use"


class KeyReusedError(RepeatError):
    """The key was used for a different request."""

    code = "key_reused"


class ResponseErasedError(RepeatError):
    """The write was done, but a redaction erased its stored response."""

    code = "answer_erased"
