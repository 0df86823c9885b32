"""The records that the claims of a request refer to, each read and locked once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import lru_cache

from db.engine.prepared import Prepared, RowT
from db.engine.session import Write
from db.queries.facts import FoundFactRow, find_facts
from db.queries.filters import batch_of, batch_size, ids, portions
from db.queries.snapshot_references import Reference
from db.queries.source_matches import LockedSourceRow, find_sources
from db.queries.tags import find_tags
from db.values.names import match_key
from db.values.viewer import READER, Viewer

PORTION = 1000  # ids per lookup
TAG_KEYS = 1024  # in memory: most claims have the same few tags

tag_key = lru_cache(TAG_KEYS)(match_key)


def rows_of(
    write: Write,
    builder: Callable[..., Prepared[RowT]],
    record_ids: Collection[int],
    *,
    name: str,
    viewer: Viewer,
) -> Iterator[RowT]:
    """Yield the rows that a builder finds for ids, bound as ``name``."""
    for some in portions(list(record_ids), PORTION):
        read = builder(count=batch_size(len(some)), viewer=viewer)
        yield from write.rows(read, **ids(name, some))


class KnownRecords:
    """Sources and facts by id, and ids of tags by match key.

    Missing records are looked up again: the same request may create them.
    """

    def __init__(self, write: Write) -> None:
        self.write = write
        self._sources: dict[int, LockedSourceRow] = {}
        self._facts: dict[int, FoundFactRow] = {}
        self._tags: dict[Viewer, dict[str, int]] = {}
        self.public: set[Reference] = set()  # records that are known to be public

    def copy(self) -> "KnownRecords":
        """Return a copy, to use for changes that may be rolled back."""
        other = KnownRecords(self.write)
        other._sources, other._facts = {**self._sources}, {**self._facts}
        other._tags = {viewer: {**tags} for viewer, tags in self._tags.items()}
        other.public = {*self.public}
        return other

    def of(self, write: Write) -> "KnownRecords":
        """Return the same records for the write of another caller."""
        other = copy(self)
        other.write = write
        return other

    def sources(self, source_ids: Iterable[int]) -> Mapping[int, LockedSourceRow]:
        """Return the sources that exist."""
        wanted, known = dict.fromkeys(source_ids), self._sources
        new = wanted.keys() - known.keys()
        for row in self._new(find_sources, "source", new) if new else ():
            known[row.id] = row
            if row.visibility == "public":
                self.public.add(("source", row.id))
        return {one: known[one] for one in wanted if one in known}

    def facts(self, fact_ids: Iterable[int]) -> Mapping[int, FoundFactRow]:
        """Return the facts that exist."""
        wanted, known = dict.fromkeys(fact_ids), self._facts
        for row in self._new(find_facts, "fact", wanted.keys() - known.keys()):
            known[row.id] = row
        return {one: known[one] for one in wanted if one in known}

    def _new(
        self, find: Callable[..., Prepared[RowT]], name: str, record_ids: Iterable[int]
    ) -> Iterator[RowT]:
        ordered, viewer = sorted(record_ids), self.write.viewer
        return rows_of(self.write, find, ordered, name=name, viewer=viewer)

    def tags(self, keys: Iterable[str], viewer: Viewer) -> dict[str, int]:
        """Return the tags that the viewer may see, and maybe others.

        The caller has to add tags that it creates.
        """
        known = self._tags.setdefault(viewer, {})
        new = [one for one in dict.fromkeys(keys) if one not in known]
        for some in portions(new, PORTION):
            size, values = batch_of("key", some)
            find = find_tags(count=size, viewer=viewer)
            rows = self.write.rows(find, **values)
            known |= {row.match_key: row.id for row in rows}
            if viewer == READER:
                self.public |= {("tag", row.id) for row in rows}
        return known

    def read_tags(self, names: Iterable[str]) -> None:
        """Look up the public tags with these names."""
        self.tags(map(tag_key, names), READER)

    def has_tags(self, names: Iterable[str]) -> bool:
        """Return whether all tags with these names are known and public."""
        known = self._tags.get(READER, {})
        return all(tag_key(name) in known for name in names)
