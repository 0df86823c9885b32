"""Imports of claims, with the records that they create."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from db.commands.claims.entries import Entry
from db.commands.claims.one_by_one import record_each
from db.engine.session import Write
from db.errors import DataError
from db.models import Change, Fact, Source, Tag

NAMES: Mapping[str, Any] = {
    "source": Source.name,
    "fact": Fact.statement,
    "tag": Tag.name,
}


class Outcome(NamedTuple):
    """The created and matched records of an import, and the refused claims.

    ``created`` has resources and names; ``matched`` has resources, ids and sent names.
    """

    refused: Mapping[int, DataError]
    created: Sequence[tuple[str, str]]
    matched: Sequence[tuple[str, int, str]]


def import_claims(write: Write, entries: Mapping[int, Entry]) -> Outcome:
    """Store the valid claims of ``entries``, which are keyed by line number."""
    results = record_each(write, entries)
    refused = {n: one for n, one in results.items() if isinstance(one, DataError)}
    made = {(one.resource, one.record_id) for one in _made(write)}
    matched = {
        (one.resource, one.record_id, one.name)
        for one in write.matches
        if (one.resource, one.record_id) not in made
    }
    return Outcome(refused, sorted(_created(write)), sorted(matched))


def _made(write: Write) -> list[Change]:
    return [change for change in write.changes if change.action == "create"]


def _created(write: Write) -> Iterator[tuple[str, str]]:
    """Yield the resource and name of each record that was created with claims."""
    made = _made(write)
    for resource, name in NAMES.items():
        ids = [change.record_id for change in made if change.resource == resource]
        for found in write.session.scalars(select(name).where(name.class_.id.in_(ids))):
            yield resource, found
