"""The rule that decides which rows a viewer may see; every read builder applies it."""

from typing import Any

from sqlalchemy import ColumnElement, exists, false, literal_column, true

from db.engine.aliases import aliased
from db.models import Editable, Identity, LiveKey
from db.values.viewer import Viewer

# Not a parameter, because the planner needs the value.
PUBLIC: ColumnElement[str] = literal_column("'public'")
RESTRICTED: ColumnElement[str] = literal_column("'restricted'")


def visible(
    table: type[Editable | LiveKey | Identity],
    viewer: Viewer,
    *,
    withdrawn: bool = False,
) -> ColumnElement[bool]:
    """Match live rows that ``viewer`` may see; withdrawn ones, too, if requested."""
    live = true() if withdrawn else table.withdrawn_at.is_(None)
    allowed = true() if sees_all(table, viewer) else table.visibility == PUBLIC
    return live & allowed


def seen_beside(
    table: Any,  # noqa: ANN401 - a mapped class or its alias
    viewer: Viewer,
) -> ColumnElement[bool]:
    """Match rows, live or withdrawn, of a table that is joined by its id.

    This is not an equality: SQLite would build a filter from it and read the whole
    table for each page (7 ms instead of 0.2 for 50,000 sources).
    """
    return true() if sees_all(table, viewer) else table.visibility != RESTRICTED


def keys_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Match all keys or none; keys have no visibility."""
    return true() if viewer.sees_keys else false()


def analysts_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Match records that are visible to all analysts, or nothing for other viewers."""
    return true() if viewer.sees_analysts else false()


def sees_all(table: type[Any], viewer: Viewer) -> bool:
    """Return whether ``viewer`` may see restricted rows of ``table``."""
    return viewer.sees_identities if table is Identity else viewer.sees_restricted


def refers(
    key: Any,  # noqa: ANN401 - a mapped attribute or a parameter
    table: type[Editable],
    viewer: Viewer,
) -> ColumnElement[bool]:
    """Match rows whose ``key`` refers to a visible record in ``table``.

    References to withdrawn records match, too.
    """
    if viewer.sees_restricted:
        return true()
    named = aliased(table)
    return exists().where(named.id == key, visible(named, viewer, withdrawn=True))
