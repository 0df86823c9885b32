"""Judgements on identity at an instant."""

from sqlalchemy import or_

from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.models import Identity
from db.queries.as_recorded.instants import AT
from db.queries.filters import binds
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


class JudgedDifferentRow(Row):
    """Two sources that were judged to be different, as they were at the instant."""

    source_a_id: int = column(Identity.source_a_id)
    source_b_id: int = column(Identity.source_b_id)


@prepared(JudgedDifferentRow)
def list_judged_different(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the pairs of ``count`` sources and others that were judged different.

    A judgement is never edited, so its row serves as its snapshot.
    """
    return JudgedDifferentRow.select().where(
        Identity.source_a_id.in_(binds("source", count)),
        Identity.judgement == "different",
        Identity.created_at <= AT,
        or_(Identity.superseded_at.is_(None), Identity.superseded_at > AT),
        visible(Identity, viewer, withdrawn=True),
    )
