"""Who reads, as far as it decides what is seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.models.analyst import Role


@dataclass(frozen=True)
class Viewer:
    """What a reader or writer may see; equal ones share their prepared reads."""

    sees_restricted: bool
    sees_identities: bool  # the restricted ones: who an unnamed source may be
    sees_analysts: bool  # by name, in the history


READER = Viewer(sees_restricted=False, sees_identities=False, sees_analysts=False)
ANALYST = Viewer(sees_restricted=True, sees_identities=False, sees_analysts=False)
EDITOR = Viewer(sees_restricted=True, sees_identities=True, sees_analysts=True)
LOCAL_VIEWER = EDITOR  # whoever holds the database
VIEWERS: Mapping[Role, Viewer] = {
    "reader": READER,
    "analyst": ANALYST,
    "editor": EDITOR,
    "admin": EDITOR,
}
