"""New records that are stored later, together with the claims that describe them."""

from collections.abc import Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Literal, NamedTuple, cast

from db.commands.changes import log_change
from db.commands.namesakes import mark_namesakes
from db.commands.search import index_record
from db.commands.suggesting import note_names
from db.commands.visibility.access import Access, access_of
from db.engine.session import Write, take_ids
from db.models import (
    Affiliation,
    Base,
    Described,
    Fact,
    Source,
    SourceIdentifier,
    SourceName,
    Tag,
)
from db.queries.snapshot_references import Reference

MOST_IDS = 50  # taken ahead
MODELS: Mapping[str, type[Described]] = {"source": Source, "tag": Tag, "fact": Fact}
CHILDREN: Mapping[str, type[Base]] = {
    "names": SourceName,
    "identifiers": SourceIdentifier,
    "affiliations": Affiliation,
}
FactKey = Literal["slug", "statement_key"]
FACT_KEYS: Sequence[FactKey] = ("slug", "statement_key")
Rows = Sequence[Mapping[str, Any]]


class NotStoredError(Exception):
    """A claim needs new records in the database, or changes other records.

    It is made again when the claims before it are stored.
    """


class NewRecord(NamedTuple):
    """A record that is not stored yet, and the write of its caller."""

    record: Described
    write: Write


class NewRecords:
    """The sources, tags and facts that claims describe and that are not stored yet.

    They are no mapped objects.
    """

    def __init__(self, write: Write) -> None:
        self._write = write
        self._new: dict[Reference, NewRecord] = {}
        self._facts: dict[tuple[FactKey, str], int] = {}
        self._ids: dict[str, list[int]] = {name: [] for name in MODELS}

    def __len__(self) -> int:
        return len(self._new)

    def source(self, source_id: int) -> Source | None:
        """Return a new source."""
        new = self._new.get(("source", source_id))
        return cast("Source", new.record) if new else None

    def fact(self, by: FactKey, key: str) -> int | None:
        """Return the id of the new fact with a slug or a statement."""
        return self._facts.get((by, key))

    @property
    def accesses(self) -> Mapping[Reference, Access]:
        """Return the access of each new record."""
        return {key: access_of(one.record) for key, one in self._new.items()}

    def add(self, write: Write, record: Described) -> None:
        """Give a record its id, version and times."""
        resource = record.__tablename__
        record.id, record.version = self._next_id(resource), 1
        record.created_at = record.updated_at = write.now
        self._new[resource, record.id] = NewRecord(record, write)
        self._facts |= dict.fromkeys(_fact_keys(record), record.id)

    def _next_id(self, resource: str) -> int:
        """Return an unused id; twice as many are taken each time."""
        ids = self._ids[resource]
        if not ids:
            others = [one.id for one in self._of(resource)]
            count = min(len(others) + 1, MOST_IDS)
            taken = take_ids(self._write, MODELS[resource], count)
            # SQLite counts from the last stored record.
            least = max(others, default=0) + 1
            ids += range(least, least + count) if taken[0] < least else taken
        return ids.pop(0)

    def remove_after(self, count: int) -> list[Described]:
        """Remove all but the first records, and return the removed ones."""
        gone = [self._new.pop(one).record for one in list(self._new)[count:]]
        for key in chain(*map(_fact_keys, gone)):
            self._facts.pop(key, None)
        if not self._new:  # others may be stored before the next one
            self._ids = {name: [] for name in MODELS}
        return gone

    def children(self) -> list[list[Base]]:
        """Return the children of all sources, by their models."""
        sources = self._of("source")
        return [list(chain(*map(attrgetter(name), sources))) for name in CHILDREN]

    def rows(self) -> list[tuple[type[Base], Rows]]:
        """Return the rows to store."""
        stored: list[tuple[type[Base], Rows]] = [
            (model, list(map(vars, self._of(name)))) for name, model in MODELS.items()
        ]
        for name, model in CHILDREN.items():
            rows = [
                {"source_id": source.id} | vars(child)
                for source in self._of("source")
                for child in getattr(source, name)
            ]
            stored.append((model, rows))
        return stored

    def finish(self) -> None:
        """Log the records after their rows are stored."""
        for record, write in self._new.values():
            index_record(write, record)
            note_names(write, record)
            log_change(write, "create", record)
        mark_namesakes(self._write, cast("list[Source]", self._of("source")))
        self.remove_after(0)

    def _of(self, resource: str) -> list[Described]:
        return [one.record for (of, _), one in self._new.items() if of == resource]


def _fact_keys(record: Described) -> list[tuple[FactKey, str]]:
    """Return the keys that a fact is found by; none for other records."""
    is_fact = record.__tablename__ == "fact"
    return [(by, getattr(record, by)) for by in FACT_KEYS if is_fact]
