"""Wire format of words of estimative probability."""

from typing import Literal

from api.schemas.types import Answer


class EstimateOut(Answer):
    """A phrase among the hedges, and its range; without numbers, it stands for none."""

    word: str
    low: float | None
    high: float | None
    standard: Literal["ICD 203"] | None
