"""Who reads, as far as it decides what is seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# Each may do what those before it may.
Role = Literal["reader", "analyst", "editor", "admin"]


@dataclass(frozen=True)
class Viewer:
    """What a reader or writer may see; equal ones share their prepared reads."""

    sees_restricted: bool = False
    sees_identities: bool = False  # the restricted ones: who an unnamed source may be
    sees_analysts: bool = False  # by name, in the history
    sees_keys: bool = False


READER = Viewer()
ANALYST = Viewer(sees_restricted=True)
EDITOR = Viewer(sees_restricted=True, sees_identities=True, sees_analysts=True)
ADMIN = Viewer(
    sees_restricted=True, sees_identities=True, sees_analysts=True, sees_keys=True
)
LOCAL_VIEWER = ADMIN  # whoever holds the database
VIEWERS: Mapping[Role, Viewer] = {
    "reader": READER,
    "analyst": ANALYST,
    "editor": EDITOR,
    "admin": ADMIN,
}
