"""The fields of a change: words of texts, and lines of all other values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from api.pages.changed.references import targets_in
from api.pages.changed.values import CLOSED, INSTANT, Line, Words, label_of
from api.pages.word_diff import Kind, Piece, word_diff
from api.serializers.values import Json
from db.reads.record_names import Names


class ChangedField(NamedTuple):
    """A field that was changed: a text in pieces, or another value in lines."""

    label: str
    pieces: Sequence[Piece] = ()
    lines: Sequence[tuple[Kind, Line]] = ()
    unchanged: int = 0  # lines that both sides have


def changed_fields(change: Json, names: Names) -> list[ChangedField]:
    """Return the fields of a change, each with its old and new value."""
    return [_field(change["resource"], one, names) for one in change["changes"]]


def _field(resource: str, field: Mapping[str, Any], names: Names) -> ChangedField:
    name, old, new = field["field"], field["old"], field["new"]
    label = label_of(name)
    if _is_text(name, old) and _is_text(name, new):
        return ChangedField(label, pieces=word_diff(old, new))
    words = Words(targets_in(resource, name), names)
    before, after = words.lines(name, old), words.lines(name, new)
    lines = [*_only("removed", before, after), *_only("added", after, before)]
    return ChangedField(label, lines=lines, unchanged=_shared(before, after))


def _is_text(name: str, value: object) -> bool:
    if value is None:
        return True
    is_words = isinstance(value, str) and name not in CLOSED
    return is_words and not INSTANT.fullmatch(str(value))


def _only(
    kind: Kind, lines: Sequence[Line], others: Sequence[Line]
) -> Iterator[tuple[Kind, Line]]:
    """Yield the lines that the other side does not have."""
    return ((kind, line) for line in lines if line not in others)


def _shared(before: Sequence[Line], after: Sequence[Line]) -> int:
    return sum(line in before for line in after)
