"""Concurrent writes, in transactions that really commit."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import chain, pairwise
from threading import Event
from time import sleep
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from db.commands.articles import (
    RevisionSpec,
    add_revision,
    record_article,
    revise_article,
    withdraw_article,
)
from db.commands.claims import (
    ClaimSpec,
    Entry,
    NewClaim,
    Selector,
    Step,
    load_article,
    record_all,
    record_claim,
    restore_claim,
    revise_claim,
    withdraw_claim,
)
from db.commands.facts import withdraw_fact
from db.commands.records import fetch
from db.commands.redaction import redact
from db.commands.sources import (
    merge_source,
    resolve_source,
    revise_source,
    withdraw_source,
)
from db.commands.tags import resolve_tags, withdraw_tag
from db.engine.session import (
    Context,
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from db.engine.writer import make_writer
from db.errors import ConflictError, InvalidError, StaleError
from db.models import Article, Change, Claim, Source, Tag
from db.queries.verify import CHECKS
from db.values.viewer import LOCAL_VIEWER
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
)

Work = Callable[[Write], Any]


@pytest.fixture
def committed(emptied: Engine) -> SessionFactory:
    return make_session_factory(emptied)


def at_once(engine: Engine, works: list[Work]) -> list[Any]:
    """Run ``works`` together; return the result or the failure of each."""
    writer = make_writer(engine)

    async def run() -> list[Any]:
        waiting = (writer.run(work, Context()) for work in works)
        return await asyncio.gather(*waiting, return_exceptions=True)

    answers = asyncio.run(run())
    writer.close()
    return answers


def do(sessions: SessionFactory, work: Work) -> Any:
    with write_transaction(sessions) as write:
        return work(write)


def while_open(sessions: SessionFactory, first: Work, second: Work) -> Future[Any]:
    """Do ``first``, and begin ``second`` elsewhere before ``first`` is committed."""
    with ThreadPoolExecutor(1) as pool, write_transaction(sessions) as write:
        first(write)
        future = pool.submit(do, sessions, second)
        sleep(0.2)  # time enough for what does not wait to go wrong
    return future


def failures(answers: list[Any]) -> list[type[Any]]:
    return [type(answer) for answer in answers if isinstance(answer, Exception)]


def rained() -> ClaimSpec:
    words = "It rained."
    return ClaimSpec(
        {"text": words, "form": "unattributed"},
        spans=[Selector("content", exact=words)],
    )


def spans_of(new: Sequence[NewClaim]) -> list[tuple[int, int, str]]:
    spans = chain(*(one.claim.spans for one in new))
    return [(span.start, span.end, span.anchor) for span in spans]


class TestVersions:
    def test_only_one_of_several_writers_changes_a_version(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        source_id = do(committed, lambda write: make_source(write).id)

        def rename(name: str) -> Work:
            return lambda write: revise_source(write, source_id, version=1, name=name)

        answers = at_once(emptied, [rename(str(number)) for number in range(8)])

        assert failures(answers) == [StaleError] * 7
        source = do(committed, lambda write: fetch(write, Source, source_id, version=2))
        assert source.name == str(answers.index(None))


class TestMatchOrCreate:
    def test_the_same_description_creates_one_source(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        described = {"source": {"name": "NATO", "kind": "group"}}

        def resolve(write: Write) -> int:
            return resolve_source(write, described, "source")

        answers = at_once(emptied, [resolve] * 8)

        assert len(set(answers)) == 1
        assert do(committed, count(Source)) == 1

    def test_the_same_description_creates_one_unnamed_source(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        article_id = do(committed, lambda write: make_article(write).id)
        described = {"source": {"name": "an official", "kind": "anonymous_person"}}

        def resolve(write: Write) -> int:
            return resolve_source(write, described, "source", article_id=article_id)

        answers = at_once(emptied, [resolve] * 8)

        assert len(set(answers)) == 1
        assert do(committed, count(Source)) == 1

    def test_the_same_names_create_one_tag_each(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        def resolve(write: Write) -> list[int]:
            return resolve_tags(write, ["war", "peace"])

        answers = at_once(emptied, [resolve] * 8)

        assert answers == [answers[0]] * 8
        assert do(committed, count(Tag)) == 2


class TestUniqueness:
    def test_only_one_article_gets_an_address(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        def record(write: Write) -> int:
            return record_article(write, {"url": "https://a.org"}).id

        answers = at_once(emptied, [record] * 8)

        (made,) = (answer for answer in answers if isinstance(answer, int))
        conflicts = [answer for answer in answers if answer != made]
        assert failures(answers) == [ConflictError] * 7
        assert {conflict.record_id for conflict in conflicts} == {made}
        assert do(committed, count(Article)) == do(committed, count(Change)) == 1

    def test_the_same_claim_is_stored_once(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        article_id, source_id = do(committed, printed)
        step, words = Step(1, "said", source_id), {"text": "It rained."}

        def record(write: Write) -> int:
            spec = ClaimSpec({**words, "form": "direct_quote"}, [step])
            return record_claim(write, load_article(write, article_id), spec).id

        answers = at_once(emptied, [record] * 8)

        (made,) = (answer for answer in answers if isinstance(answer, int))
        conflicts = [answer for answer in answers if answer != made]
        assert failures(answers) == [ConflictError] * 7
        assert {conflict.record_id for conflict in conflicts} == {made}
        assert do(committed, count(Claim)) == 1


class TestArticles:
    def test_a_claim_is_anchored_in_a_text_that_was_just_stored(
        self, committed: SessionFactory
    ) -> None:
        article_id, claim = (
            do(committed, lambda w: make_article(w, "Dry.").id),
            rained(),
        )

        recording = while_open(
            committed,
            lambda w: add_revision(w, article_id, RevisionSpec("Rain. It rained.")),
            lambda w: spans_of(record_all(w, [Entry(claim, article_id)])),
        )

        assert recording.result() == [(6, 16, "exact")]

    def test_a_claim_is_not_anchored_in_a_text_that_was_just_redacted(
        self, committed: SessionFactory
    ) -> None:
        article_id = do(committed, lambda w: make_article(w, "It rained.").id)

        recording = while_open(
            committed,
            lambda w: redact(w, "article", article_id, version=1),
            lambda w: record_all(w, [Entry(rained(), article_id)]),
        )

        with pytest.raises(InvalidError, match="no text"):
            recording.result()

    def test_a_claim_gets_the_outlet_that_its_article_just_got(
        self, committed: SessionFactory
    ) -> None:
        article_id = do(committed, lambda w: make_article(w, "It rained.").id)

        def move(write: Write) -> None:
            spec = {"outlet": {"name": "CNN"}}
            revise_article(write, article_id, version=1, spec=spec)

        recording = while_open(
            committed,
            move,
            lambda w: record_all(w, [Entry(rained(), article_id)])[0].claim.outlet_id,
        )

        (outlet_id,) = do(committed, lambda w: w.scalars(select(Article.outlet_id)))
        assert recording.result() == outlet_id is not None


class TestReferences:
    @pytest.mark.parametrize("name", ["source", "fact", "tag"])
    def test_a_claim_does_not_refer_to_what_was_just_withdrawn(
        self, committed: SessionFactory, name: str
    ) -> None:
        article_id, source_id = do(committed, printed)
        fact_id = do(committed, lambda w: make_fact(w).id)
        (tag_id,) = do(committed, lambda w: resolve_tags(w, ["rain"]))
        claim = replace(
            rained(),
            columns={"text": "It rained.", "form": "direct_quote"},
            spans=[],
            attribution=[Step(1, "said", source_id)],
            stances=[{"fact_id": fact_id, "stance": "supports"}],
            tags=["rain"],
        )
        withdrawals = {
            "source": lambda w: withdraw_source(w, source_id, version=1),
            "fact": lambda w: withdraw_fact(w, fact_id, version=1),
            "tag": lambda w: withdraw_tag(w, tag_id, version=1),
        }

        recording = while_open(
            committed,
            withdrawals[name],
            lambda w: record_all(w, [Entry(claim, article_id)])[0].claim.tags[0].tag_id,
        )

        if name == "tag":
            assert recording.result() != tag_id  # a new one with this name
        else:
            with pytest.raises(InvalidError, match=f"No such {name}"):
                recording.result()


class TestLocks:
    def test_a_source_of_a_new_claim_cannot_be_withdrawn(
        self, committed: SessionFactory
    ) -> None:
        source = do(committed, make_source)

        withdrawal = while_open(
            committed,
            lambda write: make_claim(write, source),
            lambda write: withdraw_source(write, source.id, version=1),
        )

        with pytest.raises(ConflictError, match="1 live claim uses"):
            withdrawal.result()

    def test_a_tag_of_a_new_claim_cannot_be_withdrawn(
        self, committed: SessionFactory
    ) -> None:
        (tag_id,) = do(committed, lambda write: resolve_tags(write, ["war"]))

        withdrawal = while_open(
            committed,
            lambda write: make_claim(write, tags=("war",)),
            lambda write: withdraw_tag(write, tag_id, version=1),
        )

        with pytest.raises(ConflictError, match="1 live claim uses"):
            withdrawal.result()

    def test_an_outlet_of_a_new_article_cannot_be_withdrawn(
        self, committed: SessionFactory
    ) -> None:
        outlet = do(committed, lambda write: make_outlet(write, name="CNN"))

        withdrawal = while_open(
            committed,
            lambda write: record_article(write, {"outlet": {"name": "CNN"}}),
            lambda write: withdraw_source(write, outlet.id, version=1),
        )

        with pytest.raises(ConflictError, match="1 live article uses"):
            withdrawal.result()

    def test_an_article_with_a_new_reprint_cannot_be_withdrawn(
        self, committed: SessionFactory
    ) -> None:
        article = do(committed, make_article)

        withdrawal = while_open(
            committed,
            lambda write: make_article(write, root_article_id=article.id),
            lambda write: withdraw_article(write, article.id, version=1),
        )

        with pytest.raises(ConflictError, match="1 live article uses"):
            withdrawal.result()

    @pytest.mark.parametrize("resource", ["source", "article", "tag"])
    def test_records_of_a_restored_claim_cannot_be_withdrawn(
        self, committed: SessionFactory, resource: str
    ) -> None:
        source = do(committed, make_source)
        claim = do(committed, lambda write: make_claim(write, source, tags=("war",)))
        do(committed, lambda write: withdraw_claim(write, claim.id, version=1))
        withdraw: dict[str, Work] = {
            "source": lambda write: withdraw_source(write, source.id, version=1),
            "article": lambda w: withdraw_article(w, claim.article_id, version=1),
            "tag": lambda w: withdraw_tag(w, claim.tags[0].tag_id, version=1),
        }

        withdrawal = while_open(
            committed,
            lambda write: restore_claim(write, claim.id, version=2),
            withdraw[resource],
        )

        with pytest.raises(ConflictError, match="1 live claim uses"):
            withdrawal.result()

    def test_the_second_of_two_reprints_cannot_close_a_circle(
        self, committed: SessionFactory
    ) -> None:
        one, other = do(committed, make_article), do(committed, make_article)

        def reprint(article: Article, root: Article) -> Work:
            spec = {"root_article_id": root.id}
            return lambda w: revise_article(w, article.id, version=1, spec=spec)

        closing = while_open(committed, reprint(one, other), reprint(other, one))

        with pytest.raises(InvalidError, match="reprint of itself"):
            closing.result()
        circles = CHECKS["article.circles"].builder(viewer=LOCAL_VIEWER)
        assert do(committed, lambda write: write.rows(circles)) == []

    def test_a_claim_has_the_final_date_of_its_article(
        self, committed: SessionFactory
    ) -> None:
        article = do(committed, make_article)

        redating = while_open(
            committed,
            lambda write: make_claim(write, article=article),
            lambda write: revise_article(
                write, article.id, version=1, spec={"published_from": write.now}
            ),
        )

        redating.result()
        assert do(committed, violations("claim.dated")) == []

    @pytest.mark.parametrize("claims_first", [True, False])
    def test_a_claim_counts_for_the_survivor_of_its_outlet(
        self, committed: SessionFactory, *, claims_first: bool
    ) -> None:
        one, other = (do(committed, make_outlet) for _ in range(2))
        article = do(committed, lambda w: make_article(w, outlet_id=one.id))
        works: list[Work] = [
            lambda write: make_claim(write, article=article),
            lambda write: merge_source(write, one.id, into_id=other.id, version=1),
        ]

        second = while_open(committed, *(works if claims_first else works[::-1]))

        second.result()
        assert do(committed, violations("claim.outlet")) == []
        assert do(committed, count(Claim)) == 1

    def test_changes_of_an_article_and_its_claim_do_not_deadlock(
        self, committed: SessionFactory
    ) -> None:
        article = do(committed, make_article)
        claim = do(committed, lambda write: make_claim(write, article=article))
        held = Event()

        def redate(write: Write) -> None:
            fetch(write, Article, article.id, version=1)
            held.set()
            sleep(0.2)
            spec = {"published_from": write.now}
            revise_article(write, article.id, version=1, spec=spec)

        def revise(write: Write) -> None:
            held.wait(5)
            revise_claim(write, claim.id, version=1, columns={"note": "x"})

        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(do, committed, work) for work in (redate, revise)]

        assert [one.result() for one in both] == [None, None]
        assert do(committed, violations("claim.dated")) == []


class TestChanges:
    def test_appear_in_order_and_only_after_those_already_read(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        done = Event()

        def watch() -> Iterator[list[int]]:
            while not done.is_set():
                yield do(committed, ids)
            yield do(committed, ids)

        def work(number: int) -> Work:
            def make(write: Write) -> None:
                make_claim(write)
                sleep(0.002 * (number % 5))

            return make

        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(lambda: list(watch()))
            answers = at_once(emptied, [work(number) for number in range(32)])
            done.set()

        seen = watching.result()
        assert failures(answers) == []
        assert len(seen[-1]) == 3 * 32
        for before, after in pairwise(seen):
            assert after[: len(before)] == before
        assert do(committed, times) == sorted(do(committed, times))


def printed(write: Write) -> tuple[int, int]:
    """Return the ids of a new article and of a new source."""
    return make_article(write).id, make_source(write).id


def ids(write: Write) -> list[int]:
    return list(write.session.scalars(select(Change.id).order_by(Change.id)))


def times(write: Write) -> list[Any]:
    return list(write.session.scalars(select(Change.at).order_by(Change.id)))


def count(model: Any) -> Work:
    return lambda write: write.session.scalar(select(func.count(model.id)))


def violations(name: str) -> Work:
    return lambda write: write.rows(CHECKS[name].builder(viewer=LOCAL_VIEWER))
