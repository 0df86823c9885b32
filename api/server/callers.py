"""Who asks, and what they may do."""

from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import get_args

from starlette.exceptions import HTTPException
from starlette.types import Scope

from db.values.viewer import VIEWERS, Role, Viewer

ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
CHALLENGE = {"WWW-Authenticate": "Bearer"}
# Who sent it may be anywhere.
PASSED_ON = {b"forwarded", b"via", b"x-forwarded-for", b"x-real-ip"}


@dataclass(frozen=True)
class Caller:
    """An analyst by one of their keys; without either, whoever may read."""

    role: Role
    key_id: int | None = None
    analyst_id: int | None = None

    @property
    def viewer(self) -> Viewer:
        """Return what the caller may see."""
        return VIEWERS[self.role]

    def require(self, role: Role) -> None:
        """Raise 401 or 403 unless the caller may do what ``role`` may."""
        if ROLES.index(self.role) >= ROLES.index(role):
            return
        if self.key_id is None:
            message = "This needs a key: send it as `Authorization: Bearer onr_…`."
            raise HTTPException(401, message, CHALLENGE)
        article = "an" if role[0] in "ae" else "a"
        message = f"This needs the key of {article} {role}, and yours is of less."
        raise HTTPException(403, message)


@dataclass(frozen=True)
class Refused:
    """Whoever shows no key that opens anything, or whose key nobody can look up."""

    detail: str
    status: int = 401
    key_id: None = None

    def require(self, _: Role) -> None:
        """Raise what is the matter."""
        headers = CHALLENGE if self.status == HTTPStatus.UNAUTHORIZED else None
        raise HTTPException(self.status, self.detail, headers)


ANYBODY = Caller("reader")


def is_here(scope: Scope) -> bool:
    """Return whether a program on this machine asks, and not for somebody else."""
    if scope["client"] is None or not is_loopback(scope["client"][0]):
        return False
    return not any(name in PASSED_ON for name, _ in scope["headers"])


def is_loopback(host: str) -> bool:
    """Return whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:  # the name of another machine, as far as one can tell
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
