"""Fuzzy dates: an interval, how finely it is known, and the words for it."""

from api.schemas.dates.answers import FuzzyDateOut
from api.schemas.dates.columns import FUZZY, flatten, given
from api.schemas.dates.sent import DateIn, DatePatch

__all__ = [
    "FUZZY",
    "DateIn",
    "DatePatch",
    "FuzzyDateOut",
    "flatten",
    "given",
]
