"""Counts of the drafts that counts of claims leave out."""

from db.engine.prepared import prepared
from db.queries.claims.drafts import matching_drafts
from db.queries.filters import Shape
from db.queries.rows import TotalRow, count_up_to
from db.queries.stats.counted_claims import NEVER_NULL, TIMES, ClaimTime
from db.queries.stats.within import within
from db.values.totals import MAX_TOTAL
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(TotalRow)
def count_drafts_within(
    *,
    time: ClaimTime = "dated",
    shape: Shape = (),
    bounds: Shape = (),
    viewer: Viewer,
) -> AnySelect:
    """Select the number of drafts that match every filter, up to ``MAX_TOTAL``."""
    drafts = matching_drafts(shape, viewer, articles=time == "published")
    always = time in NEVER_NULL
    return count_up_to(
        MAX_TOTAL, drafts.where(*within(TIMES[time], bounds, viewer, always=always))
    )
