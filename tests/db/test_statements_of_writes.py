"""The number of statements of writes, which does not grow with a batch."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select

from db.commands.articles import RevisionSpec, record_article
from db.commands.claims import (
    ClaimSpec,
    Entry,
    Selector,
    Step,
    record_all,
    record_each,
    record_for_each,
)
from db.engine.session import SessionFactory, Write, write_transaction
from db.engine.session.inserting import COPIED
from db.models import Article, Claim, Source
from db.reads.new_claims import read_new_claims
from db.reads.within import read_within
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
)
from tests.sent_statements import noted_statements

# With the release of a savepoint, and new records whose claims are counted.
SINGLE = {"sqlite": 19, "postgresql": 11}
BATCH = {"sqlite": 19, "postgresql": 12}  # whatever its size
LARGE = {"sqlite": 19, "postgresql": 17}  # a COPY for each table
ARTICLE = {"sqlite": 33, "postgresql": 25}
MANY = {"sqlite": 35, "postgresql": 25}  # with outlets and facts to suggest


@pytest.fixture
def article(sessions: SessionFactory) -> Article:
    """Return an article that is stored, and the tag that its claims will have."""
    with write_transaction(sessions) as write:
        article = make_article(
            write, words(range(2 * COPIED)), outlet_id=make_outlet(write).id
        )
        make_claim(write, tags=("weather",))
    return article


@pytest.fixture
def source(sessions: SessionFactory) -> Source:
    with write_transaction(sessions) as write:
        return make_source(write)


def words(days: Sequence[int]) -> str:
    return " ".join(map(sentence, days))


def sentence(day: int) -> str:
    return f"It rained on day {day}."


def spec(source: Source, day: int) -> ClaimSpec:
    return ClaimSpec(
        {"text": sentence(day), "form": "direct_quote"},
        [Step(1, "said", source.id)],
        [Selector("content", exact=sentence(day))],
        ["weather"],
        subjects=[{"source_id": source.id}],
    )


def each_recorded(write: Write, entries: Sequence[Entry]) -> list[Any]:
    return list(record_each(write, dict(enumerate(entries))).values())


def shared(write: Write, entries: Sequence[Entry]) -> list[Any]:
    callers = (replace(write.context, request_id=str(n)) for n in range(len(entries)))
    parts = [write.of(context, None) for context in callers]
    new = record_for_each(write, list(zip(parts, entries, strict=True)))
    for part in parts:
        write.changes.extend(part.changes)
    return new


@contextmanager
def counting(sessions: SessionFactory) -> Iterator[tuple[Write, list[str]]]:
    """Give a transaction, and the list of the statements that it sends to its end."""

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    with noted_statements() as sent, write_transaction(sessions) as write:
        event.listen(write.connection, "before_cursor_execute", note)
        yield write, sent


class TestStatements:
    def test_of_one_claim_are_bounded(
        self, sessions: SessionFactory, article: Article, source: Source
    ) -> None:
        with counting(sessions) as (write, sent):
            claim = shared(write, [Entry(spec(source, 1), article.id)])
            read_within(write, read_new_claims, claim)

        assert write.lazy.made is None
        assert len(sent) <= SINGLE[write.connection.dialect.name], sent

    @pytest.mark.parametrize("size", [10, 300])
    @pytest.mark.parametrize("record", [record_all, each_recorded, shared])
    def test_do_not_grow_with_the_size_of_a_batch(
        self,
        sessions: SessionFactory,
        article: Article,
        source: Source,
        record: Callable[[Write, Sequence[Entry]], Any],
        size: int,
    ) -> None:
        entries = [Entry(spec(source, day), article.id) for day in range(size)]

        with counting(sessions) as (write, sent):
            new = record(write, entries)
            stored = read_within(write, read_new_claims, new)

        assert write.lazy.made is None
        assert [claim.row.text for claim in stored] == list(map(sentence, range(size)))
        assert len(sent) <= BATCH[write.connection.dialect.name], sent

    @pytest.mark.parametrize("size", [COPIED, 2 * COPIED])
    def test_do_not_grow_with_the_size_of_a_large_batch(
        self, sessions: SessionFactory, article: Article, source: Source, size: int
    ) -> None:
        entries = [Entry(spec(source, day), article.id) for day in range(size)]

        with counting(sessions) as (write, sent):
            record_all(write, entries)

        assert len(sent) <= LARGE[write.connection.dialect.name], sent

    def test_claims_of_matched_sources_are_stored_in_one_statement(
        self, sessions: SessionFactory, article: Article, source: Source
    ) -> None:
        described = [Step(1, "said", source={"kind": "person", "name": source.name})]
        entries = [
            Entry(replace(spec(source, day), attribution=described), article.id)
            for day in range(20)
        ]

        with counting(sessions) as (write, sent):
            ids = [one.id for one in each_recorded(write, entries)]

        assert ids == sorted(ids)
        stored = [one for one in sent if "INSERT INTO claim " in one]
        assert len(stored) == 1

    def test_new_records_of_a_batch_are_stored_in_one_statement_each(
        self, sessions: SessionFactory, article: Article, source: Source
    ) -> None:
        named = [{"kind": "person", "name": f"Ann {day}"} for day in range(20)]
        entries = [
            Entry(
                replace(
                    spec(source, day),
                    attribution=[Step(1, "said", source=one)],
                    tags=[f"day {day}"],
                    stances=[
                        {"fact": {"statement": sentence(day)}, "stance": "denies"}
                    ],
                ),
                article.id,
            )
            for day, one in enumerate(named)
        ]

        with counting(sessions) as (write, sent):
            new = each_recorded(write, entries)

        assert len({one.claim.attribution[0].source_id for one in new}) == len(new)
        for table in ("claim", "source", "tag", "fact"):
            stored = [one for one in sent if f"INSERT INTO {table} " in one]
            assert len(stored) == 1, sent

    @pytest.mark.parametrize("size", [10, 100])
    def test_do_not_grow_with_the_articles_and_facts_of_a_batch(
        self, sessions: SessionFactory, source: Source, size: int
    ) -> None:
        with write_transaction(sessions) as write:
            outlets = [make_outlet(write).id for _ in range(3)]
            articles = [
                make_article(write, sentence(day), outlet_id=outlets[day % 3]).id
                for day in range(size)
            ]
            facts = [make_fact(write).id for _ in range(5)]
        stances = [{"fact_id": fact, "stance": "supports"} for fact in facts]
        entries = [
            Entry(replace(spec(source, day), stances=stances), article)
            for day, article in enumerate(articles)
        ]

        with counting(sessions) as (write, sent):
            new = record_all(write, entries)
            stored = read_within(write, read_new_claims, new)

        ids = [one.id for one in new]
        with write_transaction(sessions) as write:
            of_claims = select(Claim.outlet_id).where(Claim.id.in_(ids))
            assert {*write.session.scalars(of_claims)} == {*outlets}
        assert [claim.row.article_id for claim in stored] == articles
        assert len(sent) <= MANY[write.connection.dialect.name], sent

    @pytest.mark.parametrize("size", [10, 100])
    def test_do_not_grow_with_the_claims_of_an_article(
        self, sessions: SessionFactory, source: Source, size: int
    ) -> None:
        days = range(1000, 1000 + size)

        with counting(sessions) as (write, sent):
            claims = [spec(source, day) for day in days]
            revision = RevisionSpec(words(days))
            record_article(write, {"title": "A"}, revision=revision, claims=claims)

        assert len(sent) <= ARTICLE[write.connection.dialect.name], sent
