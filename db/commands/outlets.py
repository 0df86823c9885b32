"""The outlet for which a claim counts: the survivor of its article's outlet."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, update

from db.commands.known_records import rows_of
from db.engine.session import Write
from db.models import Claim
from db.queries.source_matches import find_sources
from db.queries.survivors import find_survivor
from db.values.viewer import LOCAL_VIEWER


def lock_outlet(write: Write, outlet_id: int | None) -> int | None:
    """Return the survivor of an outlet, locked against merges."""
    if outlet_id is None:
        return None
    (survivor,) = write.rows(find_survivor(viewer=LOCAL_VIEWER), source=outlet_id)
    return survivor.id


def lock_outlets(write: Write, outlet_ids: Collection[int]) -> Mapping[int, int]:
    """Return the survivors of outlets by their ids, locked against merges."""
    ordered, viewer = sorted(outlet_ids), LOCAL_VIEWER
    rows = rows_of(write, find_sources, ordered, name="source", viewer=viewer)
    return {row.id: row.survivor_id or row.id for row in rows}


def repoint_outlets(
    write: Write, claims: ColumnElement[bool], survivor_id: int | None
) -> None:
    """Set the outlet of claims, without new versions."""
    write.session.execute(
        update(Claim).where(claims).values(outlet_id=survivor_id),
        execution_options={"synchronize_session": False},
    )
