"""The rows that counts return: one for each series, in each bucket of time."""

from sqlalchemy import func, literal_column, null

from db.engine.rows import Row, column
from db.models import Source
from db.values.types import StoredBucket


class ClaimCountRow(Row):
    """How many claims there are of a series in a bucket."""

    at: StoredBucket = column(null())
    series_id: int | str | None = column(null())
    name: str | None = column(Source.name)  # of an outlet or a source
    folded: int = column(literal_column("0"))  # 1: all but the largest series
    ranked: int = column(literal_column("0"))  # how many series there are
    n: int = column(func.count())


class UnnamedCountRow(ClaimCountRow):
    """How many claims there are, and on how many an unnamed source speaks."""

    unnamed: int = column(func.count())


class FactCountRow(Row):
    """How many facts there are of a series in a bucket."""

    at: StoredBucket = column(null())
    series_id: int | str | None = column(null())
    n: int = column(func.count())
