"""Shares with their intervals: a bar from end to end, and a ring at the share."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from api.pages.pictures.marks import (
    WIDTH,
    Cell,
    Label,
    Line,
    Mark,
    Picture,
    Ring,
    number_of,
    shortened,
)
from api.serializers.values import Json

LEFT, RIGHT, ROW, TOP = 210, WIDTH - 150, 26, 22
MOST_ROWS = 20
TICKS = (0, 0.25, 0.5, 0.75, 1)


class Share(NamedTuple):
    """A share with its interval, or the reason why there is none."""

    name: str
    part: int
    n: int
    value: float | None
    low: float | None
    high: float | None
    reason: str | None


def draw_unnamed(rows: Sequence[Json]) -> Picture:
    """Draw in which share of claims an unnamed source speaks, for each outlet."""
    shares = [
        Share(
            row["series"],
            row["unnamed"],
            row["n"],
            row["share"],
            row["low"],
            row["high"],
            row["reason"],
        )
        for row in rows
    ]
    return _picture("Claims in which an unnamed source speaks", shares, "claims")


def draw_track_record(body: Json) -> Picture:
    """Draw the rate of a source, from its track record as the API sends it."""
    rate, held = body["rate"], body["held"]
    share = Share(
        body["source"]["name"] or "",
        held["borne_out"],
        rate["n"],
        rate["value"],
        rate["low"],
        rate["high"],
        rate["reason"],
    )
    return _picture("Facts that turned out as the source said", [share], "facts")


def _picture(title: str, shares: Sequence[Share], counted: str) -> Picture:
    shown = shares[:MOST_ROWS]
    more = len(shares) - len(shown)
    n = sum(share.n for share in shares)
    return Picture(
        title,
        _description(shown),
        n=n,
        counted=counted,
        height=TOP + ROW * max(len(shown), 1) + 8,
        marks=[*_axis(len(shown)), *_rows(shown)],
        columns=("Name", "Share", "95 % interval", "Number"),
        rows=[_row(share) for share in shown],
        note=f"{number_of(more, 'other')} are not shown." if more else "",
    )


def _description(shares: Sequence[Share]) -> str:
    words = [f"{share.name}: {_words(share)}" for share in shares[:5]]
    return f"{'; '.join(words) or 'Nothing is counted'}."


def _axis(rows: int) -> Iterable[Mark]:
    for tick in TICKS if rows else ():
        yield Line(_x(tick), TOP, _x(tick), TOP + ROW * rows)
        yield Label(_x(tick), TOP - 6, _percent(tick), "soft", "middle")


def _rows(shares: Sequence[Share]) -> Iterable[Mark]:
    if not shares:
        yield Label(0, TOP + 16, "Nothing is counted.", "soft")
    for number, share in enumerate(shares):
        y = TOP + ROW * number + ROW / 2
        yield Label(0, y + 4, shortened(share.name))
        yield Label(WIDTH, y + 4, f"{share.part:,} of {share.n:,}", "soft", "end")
        yield from _interval(share, y)


def _interval(share: Share, y: float) -> Iterable[Mark]:
    if share.value is None or share.low is None or share.high is None:
        reason = shortened(f"Not measured: {share.reason}", 64)
        yield Label(LEFT, y + 4, reason, "soft")
        return
    title = f"{shortened(share.name)}: {_words(share)}"
    yield Line(_x(share.low), y, _x(share.high), y, "bar", 6, title=title)
    yield Ring(_x(share.value), y, "ink", title)


def _x(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _words(share: Share) -> str:
    if share.value is None:
        return f"not measured ({share.reason})"
    return f"{_percent(share.value)}, {share.part:,} of {share.n:,}"


def _row(share: Share) -> tuple[Cell, ...]:
    if share.value is None or share.low is None or share.high is None:
        return share.name, "not measured", share.reason or "", f"{share.n:,}"
    ends = f"{_percent(share.low)} to {_percent(share.high)}"
    return share.name, _percent(share.value), ends, f"{share.part:,} of {share.n:,}"
