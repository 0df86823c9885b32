"""How many claims were for and against a fact over time."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from api.pages.dates import instant_of
from api.pages.pictures.bars import draw_bars
from api.pages.pictures.counted import Counts, bucket_for, counted_by
from api.pages.pictures.marks import Ink, Picture, shortened
from api.serializers.values import Json

INKS: Mapping[str, Ink] = {"+": "for", "-": "against"}


def draw_sides(body: Json) -> Picture:
    """Draw claims for and against a fact, from its timeline as the API sends it."""
    dated = _dated(body)
    bucket = bucket_for([at for at, _ in dated])
    counts = Counts(
        {ink: counted_by(bucket, _of(dated, ink)) for ink in INKS.values()}, bucket
    )
    title = f"For and against, by {bucket}: {shortened(body['fact']['statement'], 60)}"
    return draw_bars(title, counts, (bucket.capitalize(), "For", "Against"))


def _dated(body: Json) -> list[tuple[datetime, Ink]]:
    """Return the date and the side of each claim, by any source."""
    nobody = {"stances": body["unattributed"]}
    stances = (one for held in (*body["sources"], nobody) for one in held["stances"])
    signed = {one["claim_id"]: one for one in stances if one["sign"]}
    return [(instant_of(one["at"]), INKS[one["sign"]]) for one in signed.values()]


def _of(dated: list[tuple[datetime, Ink]], ink: Ink) -> Mapping[datetime, int]:
    return Counter(at for at, side in dated if side == ink)
