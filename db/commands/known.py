"""The records that the claims of a request name, each read and locked once."""

from collections.abc import Iterable, Mapping

from db.engine.session import Write
from db.queries.filters import batch_of, batch_size, ids, portions
from db.queries.snapshot_references import Reference
from db.queries.source_matches import LockedSourceRow, find_sources
from db.queries.tags import find_tags
from db.values.names import match_key
from db.values.viewer import READER, Viewer

PORTION = 1000  # that one read looks up


class Known:
    """Sources by their ids, and the ids of tags by their match keys.

    What is not found may be made by the same request: it is looked up again.
    """

    def __init__(self, write: Write) -> None:
        self.write = write
        self._sources: dict[int, LockedSourceRow] = {}
        self._tags: dict[Viewer, dict[str, int]] = {}
        self.public: set[Reference] = set()  # what is known to be

    def sources(self, source_ids: Iterable[int]) -> Mapping[int, LockedSourceRow]:
        """Return those of the sources that exist."""
        wanted, known = dict.fromkeys(source_ids), self._sources
        for some in portions([one for one in wanted if one not in known], PORTION):
            find = find_sources(count=batch_size(len(some)), viewer=self.write.viewer)
            rows = self.write.rows(find, **ids("source", some))
            known |= {row.id: row for row in rows}
            self.public |= {
                ("source", row.id) for row in rows if row.visibility == "public"
            }
        return {one: known[one] for one in wanted if one in known}

    def tags(self, keys: Iterable[str], viewer: Viewer) -> dict[str, int]:
        """Return those of the tags that the viewer may see, and maybe others.

        A tag that is made has to be added.
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
        """Look up those tags with these names that readers see."""
        self.tags(map(match_key, names), READER)

    def has_tags(self, names: Iterable[str]) -> bool:
        """Return whether readers see all tags with these names."""
        known = self._tags.get(READER, {})
        return all(match_key(name) in known for name in names)
