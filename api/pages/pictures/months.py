"""Claims a month, or a year where there are many months."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from api.pages.dates import instant_of
from api.pages.pictures.bars import draw_bars
from api.pages.pictures.counted import Counts, bucket_for, counted_by
from api.pages.pictures.marks import Picture
from api.serializers.values import Json
from db.values.types import Bucket


def draw_months(rows: Sequence[Json]) -> Picture:
    """Draw claims a month, from counts as the API sends them."""
    counted = Counter[datetime]()
    for row in rows:
        if row["time"]:
            counted[instant_of(row["time"])] += row["n"]
    bucket: Bucket = "year" if bucket_for([*counted]) == "year" else "month"
    counts = Counts({"bar": counted_by(bucket, counted)}, bucket)
    return draw_bars(f"Claims a {bucket}", counts, (bucket.capitalize(), "Claims"))
