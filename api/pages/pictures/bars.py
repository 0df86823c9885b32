"""Counts over time as bars: one series above the axis, and a second one below."""

from collections.abc import Iterable, Sequence

from api.pages.pictures.counted import Counts
from api.pages.pictures.marks import (
    WIDTH,
    Bar,
    Ink,
    Label,
    Line,
    Mark,
    Picture,
    number_of,
)
from api.pages.pictures.scales import length_of

HIGH, AXIS, WIDEST = 120, 22, 60
LEFT = 56  # room for the number of the highest bar


def draw_bars(title: str, counts: Counts, columns: Sequence[str]) -> Picture:
    """Draw counts of claims; ``columns`` are the heads of their table."""
    names, out = counts.names, counts.left_out
    when = f"{names[0]} to {names[-1]}" if names else "none"
    return Picture(
        title,
        f"{number_of(counts.total, 'claim')}, {when}.",
        n=counts.total,
        counted="claims",
        height=HIGH * len(counts.series) + AXIS,
        marks=[*_marks(counts)],
        columns=columns,
        rows=counts.rows,
        note=f"{out:,} earlier ones are not shown." if out else "",
    )


def _marks(counts: Counts) -> Iterable[Mark]:
    names = counts.names
    if not names:
        yield Label(0, HIGH, "No claim is counted.", "soft")
        return
    most = max(map(max, counts.columns))
    yield Label(LEFT - 8, 10, f"{most:,}", "soft", "end")
    for ink, column in zip(counts.series, counts.columns, strict=True):
        yield from _bars(column, names, ink, most)
    yield Line(LEFT, HIGH, WIDTH, HIGH, "ink")
    bottom = HIGH * len(counts.series) + 16
    yield Label(LEFT, bottom, names[0], "soft")
    if len(names) > 1:
        right = max(LEFT + _width(names) * len(names), LEFT + 3 * WIDEST)
        yield Label(round(right, 1), bottom, names[-1], "soft", "end")


def _bars(
    column: Sequence[int], names: Sequence[str], ink: Ink, most: int
) -> Iterable[Bar]:
    """Yield the bars of a series: those against a fact hang from the axis."""
    wide = _width(names)
    for at, n in enumerate(column):
        long = length_of(n, most, HIGH - 4)
        y = HIGH if ink == "against" else HIGH - long
        if n:
            title = f"{names[at]}: {n:,}"
            yield Bar(
                round(LEFT + at * wide, 1), y, round(wide - 1, 1), long, ink, title
            )


def _width(names: Sequence[str]) -> float:
    return min((WIDTH - LEFT) / len(names), WIDEST)
