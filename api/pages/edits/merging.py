"""Two changes of one record by field: theirs, which is stored, and yours."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Texts = Mapping[str, str]  # of fields, by their names


class Merged(NamedTuple):
    """What a form is filled with, and the fields that both have changed."""

    values: Texts
    differing: Sequence[str]


def merged(base: Texts, theirs: Texts, yours: Texts) -> Merged:
    """Return your changes of ``base`` in their record."""
    changed = {name: text for name, text in yours.items() if text != base[name]}
    differing = [
        name for name, text in changed.items() if theirs[name] not in {base[name], text}
    ]
    return Merged({**theirs, **changed}, differing)
