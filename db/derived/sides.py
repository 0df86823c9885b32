"""The side of a fact that a stance is on, and its sign.

``no_evidence`` and ``noncommittal`` are separate sides without a sign.
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
