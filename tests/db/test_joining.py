"""Several reads that are sent as one statement."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from db.commands.new_records import NotStoredError
from db.engine.prepared import Prepared
from db.engine.session import SessionFactory, Write, write_transaction
from db.models import Article, Fact, Source
from db.queries.articles import find_articles
from db.queries.claims import list_claims
from db.queries.facts import find_facts
from db.queries.revisions import newest_texts
from db.queries.source_matches import find_sources
from db.queries.tags import find_tags
from db.values.viewer import LOCAL_VIEWER, READER
from tests.db.rows import MONDAY
from tests.factories import make_article, make_claim, make_fact, make_source
from tests.sent_statements import noted_statements

Reads = list[tuple[Prepared[Any], Mapping[str, Any]]]


@pytest.fixture
def told(sessions: SessionFactory) -> tuple[Article, Source, Fact]:
    """An article with a text, a source with an embargo, and a fact."""
    with write_transaction(sessions) as write:
        article = make_article(write, "It rained.", published_from=MONDAY)
        source = make_source(write, name="NATO")
        make_claim(write, source, tags=("rain",))
        return article, source, make_fact(write)


@pytest.fixture
def reads(told: tuple[Article, Source, Fact]) -> Reads:
    article, source, fact = (one.id for one in told)
    ids = {"count": 1, "viewer": LOCAL_VIEWER}
    page = list_claims(limit=5, viewer=LOCAL_VIEWER)
    return [
        (find_articles(**ids), {"article__0": article}),
        (newest_texts(**ids), {"article__0": article}),
        (find_sources(**ids), {"source__0": source}),
        (find_facts(**ids), {"fact__0": fact}),
        (find_facts(count=1, viewer=READER), {"fact__0": fact}),
        (find_tags(**ids), {"key__0": "rain"}),
        (page, {}),
    ]


def alone(write: Write, reads: Reads) -> list[Any]:
    return [write.rows(read, **values) for read, values in reads]


class TestReadAhead:
    def test_returns_the_rows_of_each_read(self, write: Write, reads: Reads) -> None:
        expected = alone(write, reads)

        with noted_statements() as sent:
            write.read_ahead(reads)
            found = alone(write, reads)

        assert found == expected
        assert [list(map(type, rows)) for rows in found] == [
            list(map(type, rows)) for rows in expected
        ]
        assert all(expected)
        # On SQLite one statement would take longer than several.
        is_joined = write.connection.dialect.name == "postgresql"
        assert len(sent) == (1 if is_joined else len(reads))

    def test_finds_nothing_where_nothing_is(self, write: Write) -> None:
        none = {"article__0": 0, "fact__0": 0}
        ids = {"count": 1, "viewer": LOCAL_VIEWER}
        reads = [(find_articles(**ids), none), (find_facts(**ids), none)]

        write.read_ahead(reads)

        with noted_statements() as sent:
            assert alone(write, reads) == [[], []]
        assert not sent

    def test_rows_are_returned_once(self, write: Write, reads: Reads) -> None:
        write.read_ahead(reads)
        alone(write, reads)
        write.connection.execute(text("UPDATE fact SET statement = 'It snowed.'"))

        found = alone(write, reads)

        (fact,) = found[3]
        assert fact.statement == "It snowed."

    def test_reads_with_different_values_of_a_name_are_not_joined(
        self, write: Write, reads: Reads
    ) -> None:
        read, values = reads[0]
        none = {"article__0": 0}

        with noted_statements() as sent:
            found = write.rows_together([(read, none), (read, values)])

        assert found == [[], write.rows(read, **values)]
        assert len(sent) == 2

    def test_a_single_read_is_sent_as_it_is(self, write: Write, reads: Reads) -> None:
        with noted_statements() as sent:
            write.read_ahead(reads[:1])
            write.read_ahead([])

        assert len(sent) == 1
        assert "UNION" not in sent[0]

    def test_a_savepoint_that_is_rolled_back_forgets_the_rows(
        self, write: Write, reads: Reads
    ) -> None:
        def undone() -> None:
            with write.savepoint():
                write.read_ahead(reads)
                raise NotStoredError

        with pytest.raises(NotStoredError):
            undone()

        assert not write.ahead
