"""Viewers: what each role may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# Each role includes the permissions of the previous roles.
Role = Literal["reader", "analyst", "editor", "admin"]


@dataclass(frozen=True)
class Viewer:
    """The read permissions of a caller; equal viewers share prepared reads."""

    sees_restricted: bool = False
    sees_identities: bool = False  # restricted identities of unnamed sources
    sees_analysts: bool = False  # the names of analysts in the history
    sees_keys: bool = False


READER = Viewer()
ANALYST = Viewer(sees_restricted=True, sees_analysts=True)
EDITOR = Viewer(sees_restricted=True, sees_identities=True, sees_analysts=True)
ADMIN = Viewer(
    sees_restricted=True, sees_identities=True, sees_analysts=True, sees_keys=True
)
LOCAL_VIEWER = ADMIN  # the owner of the database
VIEWERS: Mapping[Role, Viewer] = {
    "reader": READER,
    "analyst": ANALYST,
    "editor": EDITOR,
    "admin": ADMIN,
}
