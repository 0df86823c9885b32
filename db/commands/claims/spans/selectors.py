"""How a writer points at words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Selector:
    """Words as a writer points at them: by offsets, by the words, or by both."""

    part: str
    position: int | None = None
    start: int | None = None
    end: int | None = None
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None
