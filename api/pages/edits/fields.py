"""Fields of forms that change records: conversion between JSON and text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.pages.dates import instant_of
from api.pages.parsing import number
from api.serializers.values import Json
from db.values.dates import Interval, written

AS_DATE = "As 2022-03-22, 2022-03, 2022-Q1 or 2022."
AS_INSTANT = "As 2022-03-22 or 2022-03-22T09:30Z."
MIDNIGHT = "T00:00:00Z"
ENDS = ("from", "to")

Text = str
Widget = Literal["line", "area", "choice", "lines"]


@dataclass(frozen=True)
class Field:
    """A field of a form. ``show`` converts its value to text, ``send`` back to JSON."""

    name: str
    label: str
    widget: Widget = "line"
    help: str = ""
    values: Sequence[str] = ()  # the values of a closed list
    suggest: str = ""  # the resource to suggest while a name is typed
    show: Callable[[Any], Text] = lambda value: "" if value is None else str(value)
    send: Callable[[Text], Any] = lambda text: text or None

    @property
    def is_filled(self) -> bool:
        """Return whether the field always has a value."""
        return bool(self.values) and "" not in self.values

    def body(self, text: Text) -> Json:
        """Return the value of the field in a patch."""
        return {self.name: self.send(text)}


class Outlet(Field):
    """An outlet by its name."""

    def body(self, text: Text) -> Json:
        """Return a description of the outlet, or null without a name."""
        return {"outlet": {"name": text}} if text else {"outlet_id": None}


def lines(name: str, label: str, help_: str) -> Field:
    """Return a field with one value on each line."""
    return Field(
        name, label, "lines", help_, show=_joined, send=lambda text: text.splitlines()
    )


def count(name: str, label: str, help_: str = "") -> Field:
    """Return a field with a number."""
    return Field(
        name, label, help=help_, send=lambda text: number(text) if text else None
    )


def date(name: str, label: str) -> Field:
    """Return a field with an approximate date."""
    return Field(name, label, help=AS_DATE, show=_written)


def instant(name: str, label: str) -> Field:
    """Return a field with a day, or an instant."""
    return Field(
        name, label, help=AS_INSTANT, show=lambda at: (at or "").removesuffix(MIDNIGHT)
    )


def outlet() -> Field:
    """Return the field with the outlet of an article."""
    return Outlet(
        "outlet",
        "Outlet",
        help="Matched by name, or created.",
        suggest="outlet",
        show=lambda ref: ref["name"] if ref else "",
    )


def _joined(values: Sequence[str] | None) -> Text:
    return "\n".join(values or ())


def _written(sent: Mapping[str, Any] | None) -> Text:
    """Return a date in the form of a request, or its words if it has none."""
    if not sent:
        return ""
    start, end = (instant_of(sent[name]) if sent[name] else None for name in ENDS)
    return written(Interval(start, end, sent["precision"])) or sent["text"] or ""
