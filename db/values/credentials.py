"""API keys in the form that is shown once: ``onr_<prefix>_<secret>``."""

import re
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex
from typing import Self

KEY_FORM = re.compile(r"onr_([0-9a-f]{12})_([0-9a-f]{48})", re.ASCII)


@dataclass(frozen=True)
class Credential:
    """The prefix that identifies a key, and its secret, stored as a digest."""

    prefix: str
    secret: str

    @classmethod
    def fresh(cls) -> Self:
        """Return a new credential with 192 random bits."""
        return cls(token_hex(6), token_hex(24))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the credential in ``text``, or None if it is not a key."""
        found = KEY_FORM.fullmatch(text)
        return cls(*found.groups()) if found else None

    def __str__(self) -> str:
        return f"onr_{self.prefix}_{self.secret}"

    def __repr__(self) -> str:
        return f"Credential({self.prefix})"  # tracebacks must not show the secret

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the secret."""
        return sha256(self.secret.encode()).hexdigest()

    def proves(self, digest: str) -> bool:
        """Return whether the secret has this ``digest``."""
        return compare_digest(self.digest, digest)
