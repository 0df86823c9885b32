"""Values of fields as text: names with links, dates, values of closed lists."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from api.pages.changed.references import Targets
from api.pages.dates import day, exact, fuzzy
from api.serializers.changes import DATE_PARTS
from api.serializers.values import Json
from db.reads.record_names import Names

MOST_OF_NAME = 120
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
MIDNIGHT = "T00:00:00Z"
# Of no use to readers of pages.
NO_WORDS = frozenset({"seq", "assessment_id", "text_sha256", "content_sha256"})
# Values of these are words of closed lists.
CLOSED = frozenset(
    {
        *("act", "anchor", "availability", "bearing", "form", "kind", "knowledge"),
        *("method", "part", "relation", "review", "seniority", "stance", "terms"),
        *("verdict", "visibility"),
    }
)
PRINTED = re.compile(r"^(printed|judged)_|_id$")


class Word(NamedTuple):
    """A value as text, its label, and the address of the record that it names."""

    text: str
    label: str = ""
    address: str = ""


Line = tuple[Word, ...]


class Words(NamedTuple):
    """Makes text of values; ``names`` has the names of the records they refer to."""

    targets: Targets
    names: Names

    def lines(self, field: str, value: Any) -> list[Line]:  # noqa: ANN401 - any JSON
        """Return a line for each child, or one for the value."""
        if value is None:
            return []
        several = value if isinstance(value, list) else [value]
        return [self._line(field, one) for one in several]

    def _line(self, field: str, value: Any) -> Line:  # noqa: ANN401 - any JSON
        if isinstance(value, dict) and not {*DATE_PARTS} <= value.keys():
            words = tuple(self._of_child(value))
            return words if len(words) > 1 else (words[0]._replace(label=""),)
        return (self._word(field, value),)

    def _of_child(self, child: Json) -> Iterator[Word]:
        for name, value in _with_dates(child).items():
            if value not in (None, False, []) and name not in NO_WORDS:
                yield self._word(name, value)._replace(label=label_of(name))

    def _word(self, field: str, value: Any) -> Word:  # noqa: ANN401 - any JSON
        if resource := self.targets.get(field):
            return self._named(resource, value)
        return Word(_text(field, value))

    def _named(self, resource: str, record_id: int) -> Word:
        found = self.names.get((resource, record_id))
        name = found.name if found and found.name else f"{resource} {record_id}"
        short = name if len(name) <= MOST_OF_NAME else f"{name[:MOST_OF_NAME]}…"
        return Word(short, address=f"/{resource}s/{record_id}")


def label_of(name: str) -> str:
    """Return the name of a field on pages: “source” for ``printed_source_id``."""
    return PRINTED.sub("", PRINTED.sub("", name)).replace("_", " ")


def _text(field: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    if value is True:
        return "yes"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return _date(value)
    if field in CLOSED:
        return str(value).replace("_", " ")
    return _instant(value) if INSTANT.fullmatch(str(value)) else str(value)


def _date(date: Mapping[str, Any]) -> str:
    is_known = date["from"] or date["to"]
    words = [fuzzy(date)] if is_known else []
    return ", ".join([*words, *([f"“{date['text']}”"] if date["text"] else [])])


def _instant(at: str) -> str:
    write: Callable[[str], str] = day if at.endswith(MIDNIGHT) else exact
    return write(at)


def _with_dates(child: Json) -> Json:
    """Return a child in which each fuzzy date is one value, not four."""
    fields = dict(child)
    for name in child:
        if name.endswith("_precision"):
            date = name.removesuffix("_precision")
            parts = {part: fields.pop(f"{date}_{part}", None) for part in DATE_PARTS}
            fields[date] = parts if any(parts.values()) else None
    return fields
