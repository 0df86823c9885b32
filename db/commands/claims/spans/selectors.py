"""Selectors of words in a text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Selector:
    """Words selected by their offsets, by their text, or by both."""

    part: str
    position: int | None = None
    start: int | None = None
    end: int | None = None
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None
