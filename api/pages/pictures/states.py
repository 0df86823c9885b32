"""The states of facts as bars."""

from collections.abc import Iterable, Sequence

from api.pages.pictures.marks import WIDTH, Bar, Label, Mark, Picture, number_of
from api.pages.pictures.scales import length_of
from api.serializers.values import Json

NONE = "No fact is recorded."
LEFT, RIGHT, ROW = 150, WIDTH - 70, 24


def draw_states(rows: Sequence[Json]) -> Picture:
    """Draw how many facts are in each state, from counts as the API sends them."""
    counted = [(row["series"].replace("_", " "), row["n"]) for row in rows]
    total = sum(n for _, n in counted)
    return Picture(
        "States of facts",
        _in_words(counted, total),
        n=total,
        counted="facts",
        height=ROW * max(len(counted), 1) + 8,
        marks=[*_marks(counted)],
        columns=("State", "Facts"),
        rows=counted,
    )


def _in_words(counted: Sequence[tuple[str, int]], total: int) -> str:
    words = ", ".join(f"{name} {n:,}" for name, n in counted)
    return f"{number_of(total, 'fact')}: {words}." if counted else NONE


def _marks(counted: Sequence[tuple[str, int]]) -> Iterable[Mark]:
    most = max((n for _, n in counted), default=0)
    if not most:
        yield Label(0, 16, NONE, "soft")
    for number, (name, n) in enumerate(counted):
        y = ROW * number
        long = length_of(n, most, RIGHT - LEFT)
        yield Label(0, y + 16, name)
        yield Bar(LEFT, y + 4, long, ROW - 8, title=f"{name}: {n:,}")
        yield Label(round(LEFT + long + 6, 1), y + 16, f"{n:,}", "soft")
