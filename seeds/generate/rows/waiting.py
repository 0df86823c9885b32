"""Rows that are not stored yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db.commands.bulk import BulkLoad
from db.commands.known_records import KnownRecords
from db.models import Base
from seeds.generate.rows.words import word_rows

Values = dict[str, Any]  # of a row, by the names of its columns


class Rows:
    """Rows that are not stored yet, and the number of all rows of each model.

    ``known`` has the sources, facts and tags, which are not looked up.
    """

    def __init__(self, known: KnownRecords) -> None:
        self.known = known
        self._waiting: dict[type[Base], list[Values]] = defaultdict(list)
        self._sent: dict[type[Base], int] = defaultdict(int)

    def add(self, record: Base) -> None:
        """Add a record, and give it an id if it has none."""
        record.id = record.id or self.next_id(type(record))
        self.known.keep(record)
        self._waiting[type(record)].append(record.__dict__)

    def add_rows(self, model: type[Base], rows: Iterable[Values]) -> None:
        """Add rows of a model; rows without an id get one."""
        for row in rows:
            row.setdefault("id", self.next_id(model))
            self._waiting[model].append(row)

    def next_id(self, model: type[Base]) -> int:
        """Return the id of the next row of a model."""
        return self.count(model) + 1

    def waiting(self, model: type[Base]) -> int:
        """Return how many rows of a model are not stored yet."""
        return len(self._waiting[model])

    def count(self, model: type[Base]) -> int:
        """Return how many rows of a model were added so far."""
        return self._sent[model] + len(self._waiting[model])

    def send(self, load: BulkLoad) -> None:
        """Store these rows with their search texts."""
        for model, rows in list(word_rows(self._waiting)):
            self._waiting[model] += rows
        for model, rows in self._waiting.items():
            names = _filled(model, rows)
            tuples = [tuple(map(row.get, names)) for row in rows]
            load.insert(model, names, tuples)
            self._sent[model] += len(rows)
            rows.clear()


def _filled(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns that some of the rows have."""
    names = model.__table__.columns.keys()
    return [name for name in names if any(name in row for row in rows)]
