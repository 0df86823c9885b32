"""The records that were, or may have been, merged at an instant."""

from sqlalchemy import or_, select

from db.engine.prepared import prepared
from db.models import Change, Fact, Source
from db.queries.as_recorded.instants import AT
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(IdRow)
def list_merged_facts(*, viewer: Viewer) -> AnySelect:
    """Select the facts that are merged, or have been merged since ``at``."""
    changed = select(Change.record_id).where(
        Change.resource == "fact",
        Change.action.in_(["merge", "unmerge"]),
        Change.at > AT,
    )
    return select(Fact.id).where(
        or_(Fact.merged_into_id.is_not(None), Fact.id.in_(changed)),
        visible(Fact, viewer, withdrawn=True),
    )


@prepared(IdRow)
def list_merged_sources(*, viewer: Viewer) -> AnySelect:
    """Select the sources that are merged, or have been merged since ``at``."""
    changed = select(Change.record_id).where(
        Change.resource == "source",
        Change.action.in_(["merge", "unmerge"]),
        Change.at > AT,
    )
    return select(Source.id).where(
        or_(Source.survivor_id.is_not(None), Source.id.in_(changed)),
        visible(Source, viewer, withdrawn=True),
    )
