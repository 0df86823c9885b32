"""Tokens of sessions, which only the browser of a session has."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Self

BYTES = 32  # random ones


@dataclass(frozen=True)
class SessionToken:
    """What the cookie of a session holds; the database has its digest."""

    text: str

    @classmethod
    def fresh(cls) -> Self:
        """Return a new token with 256 random bits."""
        return cls(token_urlsafe(BYTES))

    def __repr__(self) -> str:
        return "SessionToken()"  # in a traceback, without its text

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the token."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def form_token(self) -> str:
        """Return what every form of the session sends, which reveals no token."""
        return hmac.new(self.text.encode(), b"form", sha256).hexdigest()
