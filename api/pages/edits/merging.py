"""Merges two changes of one record by field: the stored one, and yours."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Texts = Mapping[str, str]  # of fields, by their names


class Merged(NamedTuple):
    """The contents of a form, and the fields that both changes have."""

    values: Texts
    differing: Sequence[str]


def merged(base: Texts, theirs: Texts, yours: Texts) -> Merged:
    """Return your changes of ``base``, applied to their record."""
    changed = {name: text for name, text in yours.items() if text != base[name]}
    differing = [
        name for name, text in changed.items() if theirs[name] not in {base[name], text}
    ]
    return Merged({**theirs, **changed}, differing)
