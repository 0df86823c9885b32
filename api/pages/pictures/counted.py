"""Counts in buckets of time, without gaps and limited in number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from api.pages.dates import day_of, month
from api.pages.pictures.marks import Cell, Ink
from db.derived.buckets import number_of, start_of
from db.values.types import Bucket

MOST = 60  # stretches of time in a picture
FINER: tuple[Bucket, ...] = ("day", "week", "month")
NAMES: Mapping[Bucket, Any] = {
    "day": day_of,
    "week": day_of,
    "month": month,
    "year": lambda at: str(at.year),
}


def bucket_for(instants: Sequence[datetime]) -> Bucket:
    """Return the finest bucket that gives few enough bars."""
    if not instants:
        return "month"
    first, last = min(instants), max(instants)
    fitting = (
        one for one in FINER if number_of(last, one) - number_of(first, one) < MOST
    )
    return next(fitting, "year")


def counted_by(bucket: Bucket, counted: Mapping[datetime, int]) -> Counter[int]:
    """Return counts by bucket number."""
    found = Counter[int]()
    for at, n in counted.items():
        found[number_of(at, bucket)] += n
    return found


@dataclass(frozen=True)
class Counts:
    """The counts of one or two series by bucket number."""

    series: Mapping[Ink, Counter[int]]
    bucket: Bucket

    @cached_property
    def numbers(self) -> range:
        """Return the numbers of the latest buckets, without gaps."""
        known = {number for one in self.series.values() for number in one}
        if not known:
            return range(0)
        last = max(known)
        return range(max(min(known), last - MOST + 1), last + 1)

    @cached_property
    def names(self) -> Sequence[str]:
        """Return the names of the buckets."""
        return [NAMES[self.bucket](start_of(one, self.bucket)) for one in self.numbers]

    @cached_property
    def columns(self) -> Sequence[Sequence[int]]:
        """Return the counts of each series."""
        return [[one[at] for at in self.numbers] for one in self.series.values()]

    @property
    def rows(self) -> Sequence[Sequence[Cell]]:
        """Return the name of each bucket with its counts."""
        return [*zip(self.names, *self.columns, strict=True)]

    @property
    def total(self) -> int:
        """Return the sum of all counts, including omitted buckets."""
        return sum(one.total() for one in self.series.values())

    @property
    def left_out(self) -> int:
        """Return the sum of the counts in earlier, omitted buckets."""
        return self.total - sum(map(sum, self.columns))
