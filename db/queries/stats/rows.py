"""Row types of counts: one row for each series in each bucket of time."""

from typing import Literal

from sqlalchemy import func, literal_column, null

from db.engine.rows import Row, column, labels_by
from db.models import Source
from db.models.assessment import Verdict
from db.models.source import UNRESOLVED
from db.queries.ref_columns import label_of
from db.values.types import StoredBucket

# The content of a series without an id: all but the largest, or all unresolved sources.
Several = Literal["", "smaller", "unresolved"]


class ClaimCountRow(Row):
    """The number of claims of a series in a bucket."""

    at: StoredBucket = column(null())
    series_id: int | str | None = column(null())
    name: str | None = column(Source.name)  # the name of an outlet or a source
    label: str | None = column(label_of(Source))
    labels = labels_by(label="series_id")
    several: Several = column(literal_column("''"))
    ranked: int = column(literal_column("0"))  # the number of all series
    n: int = column(func.count())


class UnnamedCountRow(ClaimCountRow):
    """The number of claims, and of claims with an unnamed speaker."""

    unnamed: int = column(func.count())
    unresolved: int = column(func.count())  # of the other claims


class VerdictCountRow(ClaimCountRow):
    """The number of claims for facts with a verdict; null for any verdict."""

    verdict: Verdict | None = column(null())


class SeparateSourcesRow(Row):
    """The number of unnamed or of unresolved sources, which share one series."""

    is_unresolved: bool = column(Source.kind == UNRESOLVED)
    total: int = column(func.count())


class FactCountRow(Row):
    """The number of facts of a series in a bucket."""

    at: StoredBucket = column(null())
    series_id: int | str | None = column(null())
    n: int = column(func.count())
