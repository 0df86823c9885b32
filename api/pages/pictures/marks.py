"""The parts of pictures: marks, and a table with the same content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

Ink = Literal["ink", "soft", "rule", "bar", "for", "against", "accent", "paper"]
Anchor = Literal["start", "middle", "end"]
Cell = str | int
WIDTH = 760
MOST_LETTERS = 30  # of a name in a picture
HEAD, FOOT = 24, 26  # the height of the title; of source, number and date


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    shape: ClassVar[str] = "bar"

    x: float
    y: float
    width: float
    height: float
    ink: Ink = "bar"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; a dotted one means a hedged stance."""

    shape: ClassVar[str] = "line"

    x1: float
    y1: float
    x2: float
    y2: float
    ink: Ink = "rule"
    width: float = 1
    dotted: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ring:
    """A circle around a point."""

    shape: ClassVar[str] = "ring"

    x: float
    y: float
    ink: Ink = "ink"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A symbol around a point."""

    shape: ClassVar[str] = "glyph"

    x: float
    y: float
    symbol: str
    ink: Ink = "ink"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text."""

    shape: ClassVar[str] = "label"

    x: float
    y: float
    text: str
    ink: Ink = "ink"
    anchor: Anchor = "start"


Mark = Bar | Line | Ring | Glyph | Label


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with a description; ``note`` names omitted content."""

    title: str
    description: str
    n: int
    counted: str  # the counted noun of ``n``, in the plural
    height: float
    marks: Sequence[Mark]
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    as_of: datetime | None = None  # now if not given

    @property
    def full_height(self) -> float:
        """Return the height of the picture with its title and its last line."""
        return HEAD + self.height + FOOT


def shortened(text: str, most: int = MOST_LETTERS) -> str:
    """Return ``text`` on one line, with at most ``most`` letters."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def number_of(n: int, one: str) -> str:
    """Return a number with its noun: “1 claim”, “1,200 claims”."""
    return f"{n:,} {one}" + ("" if n == 1 else "s")
