"""No read returns a withdrawn or restricted record."""

from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.dialects import sqlite

from db.engine.session import SessionFactory, Write, write_transaction
from db.models import (
    Attribution,
    ClaimSubject,
    ClaimTag,
    Described,
    Editable,
    NameWord,
    SourceIdentifier,
    Stance,
    WordDeletion,
)
from db.queries import namesakes, survivors
from db.queries.embargoes import WITH_EMBARGO
from db.queries.snapshots import RECORDS
from db.values.viewer import LOCAL_VIEWER, READER
from tests.db.reads import Read, reads
from tests.db.rows import MONDAY
from tests.db.told import NOBODY, Told, tell


@pytest.fixture
def told(sessions: SessionFactory) -> Told:
    with write_transaction(sessions) as write:
        return tell(write)


def change_all(write: Write, **values: Any) -> None:
    models: list[type[Editable] | type[SourceIdentifier]] = [*RECORDS.values()]
    for model in (*models, SourceIdentifier):
        write.session.execute(update(model).values(values))
    _change_names(write, **values)
    # As every write of a claim does.
    carried = values.get("visibility") if "withdrawn_at" not in values else None
    for part in (Attribution, ClaimSubject, ClaimTag, Stance):
        drafts = update(part).where(part.draft_visibility.is_not(None))
        write.session.execute(drafts.values(draft_visibility=carried))


def _change_names(write: Write, **values: Any) -> None:
    """Change the words of names as every write of their records does."""
    for words in (NameWord, WordDeletion):
        if "visibility" in values:
            seen = {"visibility": values["visibility"]}
            write.session.execute(update(words).values(seen))
        elif "withdrawn_at" in values:
            write.session.execute(delete(words))


def restrict_all(write: Write, *, inherited: bool = False) -> None:
    """Restrict all there is, under embargoes that have ended."""
    change_all(write, visibility="restricted")
    for model in WITH_EMBARGO:
        values: dict[str, Any] = {"embargo_until": MONDAY}
        if issubclass(model, Described):
            values["embargo_inherited"] = inherited
        write.session.execute(update(model).values(values))


def found(write: Write, read: Read, **seen: Any) -> list[Any]:
    """Return the rows of a read for another viewer; a count of 0 is not a row."""
    counts = ("total", "records")
    shape = read.shape | {k: v for k, v in seen.items() if k in read.shape}
    rows = write.rows(read.builder(**shape), **read.values)
    return [row for row in rows if all(getattr(row, name, 1) for name in counts)]


CHECKS = ("db.queries.verify.", "db.queries.indexed_words")


def is_check(read: Read) -> bool:
    return read.builder.__module__.startswith(CHECKS)


def is_of_records(read: Read) -> bool:
    """Administrators have no hidden records."""
    module = read.builder.__module__.rpartition(".")[2]
    others = {"chain", "stored_responses", "keys", "redactions", "sessions"}
    return module not in others | {"saved_filters"}


def looks_at_withdrawn_ones(read: Read) -> bool:
    """History and snapshots have all records, and keep their references."""
    module = read.builder.__module__.split(".")[2]  # of db.queries
    history = {
        "snapshots",
        "changes",
        "as_recorded",
        "assessments",
        "seed_lookups",
        "name_words",
        "rarities",
    }
    if read.builder is survivors.list_people:  # whose claims are visible in any case
        return True
    if read.builder is namesakes.list_shared_names:  # which withdrawn sources had
        return True
    whole = {"snapshot_references", "embargoes", "restricted", "saved_filters"}
    return module in history | whole or is_check(read)


class TestVisible:
    def test_is_applied_by_every_builder(self) -> None:
        for read in filter(is_of_records, reads(NOBODY)):
            shape = read.shape | {"viewer": READER}
            statement = read.builder(**shape).statement
            sql = str(statement.compile(dialect=sqlite.dialect()))

            assert "visibility = 'public'" in sql, read.builder

    def test_hides_restricted_records_from_the_public(
        self, write: Write, told: Told
    ) -> None:
        restrict_all(write)

        for read in reads(told):
            assert found(write, read, viewer=READER) == [], read.builder

    @pytest.mark.parametrize("inherited", [False, True])
    def test_shows_restricted_records_to_others(
        self, write: Write, told: Told, *, inherited: bool
    ) -> None:
        given = [
            read
            for read in reads(told)
            if not is_check(read)
            and read.shape.get("inherited", inherited) is inherited
        ]
        restrict_all(write, inherited=inherited)

        nothing = [
            read for read in given if not found(write, read, viewer=LOCAL_VIEWER)
        ]
        assert nothing == []

    def test_hides_withdrawn_records(self, write: Write, told: Told) -> None:
        change_all(write, withdrawn_at=MONDAY)

        for read in filter(is_of_records, reads(told)):
            if not looks_at_withdrawn_ones(read):
                assert found(write, read, withdrawn=False) == [], read.builder

    def test_shows_withdrawn_records_if_requested(
        self, write: Write, told: Told
    ) -> None:
        change_all(write, withdrawn_at=MONDAY)

        for read in reads(told):
            if "withdrawn" in read.shape:
                assert found(write, read, withdrawn=True, viewer=LOCAL_VIEWER)
