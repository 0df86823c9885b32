"""Who reads, as far as it decides what is seen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """What a reader or writer may see; equal ones share their prepared reads."""

    sees_restricted: bool


LOCAL_VIEWER = Viewer(sees_restricted=True)  # whoever holds the database
