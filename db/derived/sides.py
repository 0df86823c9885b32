"""Which side of a fact a claim takes, and with which sign, if it has one.

That no sign of something was seen, or that nobody would commit, is no side for or
against: such claims stand apart, and have no sign.
"""

from collections.abc import Mapping
from typing import Literal

from db.models.stance import StanceValue

Side = Literal["for", "against", "no_evidence", "noncommittal"]
Sign = Literal["+", "-"]

SIDES: Mapping[Side, tuple[StanceValue, ...]] = {
    "for": ("supports", "hedges_for"),
    "against": ("denies", "hedges_against"),
    "no_evidence": ("no_evidence",),
    "noncommittal": ("noncommittal",),
}
SIDE_OF: Mapping[StanceValue, Side] = {
    stance: side for side, stances in SIDES.items() for stance in stances
}
SIGNS: Mapping[StanceValue, Sign] = {
    **dict.fromkeys(SIDES["for"], "+"),
    **dict.fromkeys(SIDES["against"], "-"),
}
