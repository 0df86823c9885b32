"""Keys as they are shown once: ``onr_<prefix>_<secret>``."""

import re
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex
from typing import Self

FORM = re.compile(r"onr_([0-9a-f]{12})_([0-9a-f]{48})", re.ASCII)


@dataclass(frozen=True)
class Credential:
    """What finds a key, and the secret that proves it; only its digest is stored."""

    prefix: str
    secret: str

    @classmethod
    def fresh(cls) -> Self:
        """Return one that nobody can guess: 192 random bits."""
        return cls(token_hex(6), token_hex(24))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what ``text`` says, if it has the form of a key."""
        found = FORM.fullmatch(text)
        return cls(*found.groups()) if found else None

    def __str__(self) -> str:
        return f"onr_{self.prefix}_{self.secret}"

    def __repr__(self) -> str:
        return f"Credential({self.prefix})"  # in a traceback, without its secret

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the secret, which says nothing about it."""
        return sha256(self.secret.encode()).hexdigest()

    def proves(self, digest: str) -> bool:
        """Return whether the secret is the one with ``digest``."""
        return compare_digest(self.digest, digest)
