"""The outlet for which a claim counts: the survivor of its article's outlet."""

from sqlalchemy import ColumnElement, update

from db.engine.session import Write
from db.models import Claim
from db.queries.survivors import find_survivor
from db.values.viewer import LOCAL_VIEWER


def lock_outlet(write: Write, outlet_id: int | None) -> int | None:
    """Return the survivor of an outlet, locked against merges."""
    if outlet_id is None:
        return None
    (survivor,) = write.rows(find_survivor(viewer=LOCAL_VIEWER), source=outlet_id)
    return survivor.id


def repoint_outlets(
    write: Write, claims: ColumnElement[bool], survivor_id: int | None
) -> None:
    """Set the outlet of claims, without new versions."""
    write.session.execute(
        update(Claim).where(claims).values(outlet_id=survivor_id),
        execution_options={"synchronize_session": False},
    )
