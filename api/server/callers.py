"""Callers of requests, with their roles."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, get_args

from starlette.exceptions import HTTPException

from db.engine.prepared import Prepared
from db.engine.session import Write
from db.queries.keys import KeyStateRow, get_key_state, has_ended
from db.values.session_tokens import SessionToken
from db.values.viewer import ADMIN, VIEWERS, Role, Viewer

# Each role includes the rights of the previous ones.
ROLES: tuple[Role, ...] = get_args(Role)
CHALLENGE = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True)
class Caller:
    """An analyst with one of their keys, or an anonymous reader without a key."""

    role: Role
    key_id: int | None = None
    analyst_id: int | None = None

    @property
    def viewer(self) -> Viewer:
        """Return the viewer of the caller's role."""
        return VIEWERS[self.role]

    def require(self, role: Role) -> None:
        """Raise 401 or 403 unless the caller has the rights of ``role``."""
        if ROLES.index(self.role) >= ROLES.index(role):
            return
        if self.key_id is None:
            message = "Requires an API key: send it as `Authorization: Bearer onr_…`."
            raise HTTPException(401, message, CHALLENGE)
        message = f"Requires the {role} role; this key has the role {self.role}."
        raise HTTPException(403, message)


@dataclass(frozen=True, kw_only=True)
class SignedIn(Caller):
    """An analyst who uses the pages, in a session."""

    name: str
    token: SessionToken


@dataclass(frozen=True)
class RejectedCaller:
    """A caller without a valid key, or whose key cannot be looked up now."""

    detail: str
    status: int = 401
    key_id: None = None

    def require(self, _: Role) -> None:
        """Raise the error."""
        headers = CHALLENGE if self.status == HTTPStatus.UNAUTHORIZED else None
        raise HTTPException(self.status, self.detail, headers)


ANONYMOUS = Caller("reader")
UNKNOWN = RejectedCaller("This API key is unknown, revoked or expired.")
CHANGED = RejectedCaller(
    "The role of this API key has changed: send the request again."
)


def confirmation(caller: Caller) -> tuple[Prepared[KeyStateRow], dict[str, Any]]:
    """Return the read of ``confirm``."""
    return get_key_state(viewer=ADMIN), {"key": caller.key_id}


def confirm(write: Write, caller: Caller, role: Role) -> None:
    """Raise 401 or 403 unless the key of ``caller`` is still valid, with the same role.

    It was looked up before the body was received and before the wait for the database.
    """
    read, values = confirmation(caller)
    (state,) = write.rows_once(read, **values) or (None,)
    if state is None or has_ended(state, write.now):
        UNKNOWN.require(role)
    elif ROLES.index(state.analyst_role) < ROLES.index(caller.role):
        replace(caller, role=state.analyst_role).require(role)
        CHANGED.require(role)  # the former role decided what the caller may see
