"""Session tokens, which only the browser of a session has."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import Self

BYTES = 32  # random ones


@dataclass(frozen=True)
class SessionToken:
    """The content of a session cookie; the database stores its digest."""

    text: str

    @classmethod
    def fresh(cls) -> Self:
        """Return a new token with 256 random bits."""
        return cls(token_urlsafe(BYTES))

    def __repr__(self) -> str:
        return "SessionToken()"  # tracebacks must not show the token

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the token."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def form_token(self) -> str:
        """Return the CSRF token of forms, which does not reveal the session token."""
        return hmac.new(self.text.encode(), b"form", sha256).hexdigest()
