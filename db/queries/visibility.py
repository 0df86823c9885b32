"""The one rule of who sees what; every read builder applies it."""

from sqlalchemy import ColumnElement, false, literal_column, true

from db.models import Editable, Identity, SourceIdentifier
from db.viewer import Viewer

PUBLIC: ColumnElement[str] = literal_column(
    "'public'"
)  # no parameter: a plan must know it


def visible(
    table: type[Editable | SourceIdentifier | Identity],
    viewer: Viewer,
    *,
    withdrawn: bool = False,
) -> ColumnElement[bool]:
    """Match live rows that ``viewer`` may see; withdrawn ones too if asked."""
    live = true() if withdrawn else table.withdrawn_at.is_(None)
    is_identity = table is Identity
    sees = viewer.sees_identities if is_identity else viewer.sees_restricted
    allowed = true() if sees else table.visibility == PUBLIC
    return live & allowed


def keys_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Match all keys, or none: they are no records that could be restricted."""
    return true() if viewer.sees_keys else false()
