"""Counts of the drafts that counts of claims leave out."""

from db.engine.prepared import prepared
from db.queries.claims.drafts import matching_drafts, number_of
from db.queries.filters import Shape
from db.queries.rows import TotalRow
from db.queries.stats.counted_claims import NEVER_NULL, TIMES, ClaimTime
from db.queries.stats.within import within
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
    """Select how many drafts match every filter, up to ``MAX_DRAFTS``."""
    drafts = matching_drafts(shape, viewer, articles=time == "published")
    always = time in NEVER_NULL
    return number_of(drafts.where(*within(TIMES[time], bounds, viewer, always=always)))
