"""The rows that counts return: one for each series in each bucket of time."""

from sqlalchemy import func, literal_column, null

from db.engine.rows import Row, column
from db.models import Source
from db.values.types import StoredBucket


class ClaimCountRow(Row):
    """The number of claims of a series in a bucket."""

    at: StoredBucket = column(null())
    series_id: int | str | None = column(null())
    name: str | None = column(Source.name)  # of an outlet or a source
    folded: int = column(literal_column("0"))  # 1 for the sum of all but the largest
    ranked: int = column(literal_column("0"))  # the number of all series
    n: int = column(func.count())


class UnnamedCountRow(ClaimCountRow):
    """The number of claims, and of claims with an unnamed speaker."""

    unnamed: int = column(func.count())
    unresolved: int = column(func.count())  # of the others


class FactCountRow(Row):
    """The number of facts of a series in a bucket."""

    at: StoredBucket = column(null())
    series_id: int | str | None = column(null())
    n: int = column(func.count())
