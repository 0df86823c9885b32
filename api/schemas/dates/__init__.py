"""Fuzzy dates: an interval, its precision, and its printed words."""

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
