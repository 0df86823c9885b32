"""Sources by what they are called: their names, identifiers and descriptors."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from db.engine.session import Write
from db.models import Source
from db.queries.filters import batch_of, portions
from db.queries.identifiers import find_identified
from db.queries.source_matches import (
    CalledSourceRow,
    find_called,
    find_named_source,
    find_unnamed_source,
)

By = Literal["match_key", "folded"]
Key = tuple[str | int, ...]  # the kind of the key, and its values
Rows = Sequence[CalledSourceRow]


class Descriptor(NamedTuple):
    """The columns that an unnamed source is found by."""

    article: int
    kind: str
    match_key: str
    ordinal: int


class CalledSources:
    """Finds sources by what they are called.

    With ``keeps``, each key is read once, and new sources that are not stored yet are
    found, too.
    """

    def __init__(self, write: Write, *, keeps: bool) -> None:
        self._write, self._keeps = write, keeps
        self._found: dict[Key, Rows] = {}
        self._is_locked = False

    def named(self, by: By, name: str) -> Rows:
        """Return the named sources with a name, the lowest ids first."""
        return self._once((by, name), lambda: self._read(by, [name]))

    def unnamed(self, descriptor: Descriptor) -> Rows:
        """Return the unnamed source of an article with a descriptor."""
        return self._once(
            ("unnamed", *descriptor),
            lambda: self._write.rows(
                find_unnamed_source(viewer=self._write.viewer), **descriptor._asdict()
            ),
        )

    def identified(self, scheme: str, value: str) -> Rows:
        """Return the named sources with an identifier."""
        return self._once(
            ("identifier", scheme, value), lambda: self._identified(scheme, value)
        )

    def read(self, by: By, names: Iterable[str]) -> None:
        """Read the named sources with these names at once."""
        new = [one for one in dict.fromkeys(names) if (by, one) not in self._found]
        found: dict[Key, list[CalledSourceRow]] = {(by, one): [] for one in new}
        for some in portions(new):
            for row in self._read(by, some):
                found[by, row.called].append(row)
        self._found |= found

    def lock(self) -> None:
        """Lock the creation of sources, and read what was not found before again."""
        if self._is_locked:
            return
        self._write.lock_register()
        self._is_locked = self._keeps
        self._read_again([key for key, rows in self._found.items() if not rows])

    def _read_again(self, keys: Sequence[Key]) -> None:
        """Read keys again: names at once, others when they are looked up."""
        self.forget(keys)
        for by in NAMES:
            self.read(by, [str(one) for kind, one, *_ in keys if kind == by])

    def forget(self, keys: Iterable[Key] | None = None) -> None:
        """Forget what was read: of some keys, or of all."""
        for key in list(self._found if keys is None else keys):
            self._found.pop(key, None)

    def add(self, source: Source) -> None:
        """Let lookups find a new source that is not stored yet."""
        self._read_all(source)
        for key, is_own in keys_of(source).items():
            row = CalledSourceRow(("", source.id, source.kind, source.id, is_own))
            self._found[key] = [*self._found.get(key, ()), row]

    def remove(self, source: Source) -> None:
        """Undo ``add``."""
        for key in keys_of(source):
            others = [row for row in self._found.get(key, ()) if row.id != source.id]
            self._found[key] = others

    def _read_all(self, source: Source) -> None:
        """Read the keys of a new source, so that stored sources stay known by them."""
        if source.article_id is None:
            for by in NAMES:
                self.read(by, [getattr(one, by) for one in (source, *source.names)])
        for one in source.identifiers:
            self.identified(one.scheme, one.value)

    def _once(self, key: Key, read: Callable[[], Rows]) -> Rows:
        found = self._found.get(key)
        if found is None:
            found = read()
            if self._keeps:
                self._found[key] = found
        return found

    def _read(self, by: By, names: Sequence[str]) -> Rows:
        size, values = batch_of("called", names)
        find = find_called(by=by, count=size, viewer=self._write.viewer)
        return self._write.rows(find, **values)

    def _identified(self, scheme: str, value: str) -> Rows:
        write, viewer = self._write, self._write.viewer
        find = find_identified(count=1, viewer=viewer)
        found = {row.id for row in write.rows(find, scheme=scheme, value__0=value)}
        named = find_named_source(viewer=viewer)
        return [row for one in sorted(found) for row in write.rows(named, source=one)]


def descriptor_of(source: Source, article_id: int) -> Descriptor:
    """Return the descriptor of an unnamed source of an article."""
    return Descriptor(article_id, source.kind, source.match_key, source.ordinal)


def keys_of(source: Source) -> dict[Key, bool]:
    """Return the keys that a source is found by, and whether each is its own name."""
    if source.article_id is not None:
        return {("unnamed", *descriptor_of(source, source.article_id)): True}
    keys: dict[Key, bool] = {
        (by, getattr(one, by)): False for one in source.names for by in NAMES
    }
    for one in source.identifiers:
        keys["identifier", one.scheme, one.value] = True
    return keys | {(by, getattr(source, by)): True for by in NAMES}


NAMES: Sequence[By] = ("match_key", "folded")
