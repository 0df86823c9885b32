from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.commands.sources import (
    rate_source,
    rerate_source,
    restore_source,
    revise_source,
    unrate_source,
    withdraw_source,
)
from db.engine.session import (
    Context,
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from db.errors import ConflictError, MergedError, NotFoundError, StaleError
from db.models import Rating, Source
from db.queries.keyset import Place
from db.queries.source_children import list_ratings
from db.values.viewer import LOCAL_VIEWER, READER, Viewer
from tests.db.test_races import Work, at_once, do, failures
from tests.factories import make_article, make_source, make_unnamed

USUALLY = {"reliability": "B"}


@pytest.fixture
def source(write: Write) -> Source:
    return make_source(write)


@pytest.fixture
def committed(emptied: Engine) -> SessionFactory:
    return make_session_factory(emptied)


def listed(
    write: Write, source: Source, viewer: Viewer = LOCAL_VIEWER, **values: Any
) -> list[Any]:
    place = Place(after="after__0" in values)
    read = list_ratings(place=place, limit=9, viewer=viewer)
    return list(write.rows(read, source=source.id, **values))


def stored(write: Write, source_id: int) -> list[Rating]:
    """Return every rating there ever was of a source."""
    found = select(Rating).where(Rating.source_id == source_id).order_by(Rating.id)
    return list(write.session.scalars(found))


class TestRateSource:
    def test_stores_analyst_time_and_reason(self, sessions: SessionFactory) -> None:
        with write_transaction(sessions, Context(reason="read it")) as write:
            source = make_source(write)

            _, rating = rate_source(write, source.id, USUALLY)

            (row,) = listed(write, source)
            assert (row.id, row.reliability, row.topic) == (rating.id, "B", "")
            assert (row.reason, rating.created_at) == ("read it", write.now)
            assert rating.analyst_id == write.context.analyst_id

    def test_creates_one_version_and_one_audit_entry_of_the_source(
        self, write: Write, source: Source
    ) -> None:
        write.changes.clear()

        rate_source(write, source.id, USUALLY)

        (change,) = write.changes
        assert (change.action, change.resource) == ("update", "source")
        assert (change.record_id, change.version) == (source.id, 2)
        assert change.before is not None
        assert change.before["ratings"] == []

    def test_conflict_names_the_rating_of_the_topic_and_keeps_the_transaction(
        self, write: Write, source: Source
    ) -> None:
        _, rating = rate_source(write, source.id, USUALLY)

        with pytest.raises(ConflictError, match="rated on that topic") as caught:
            rate_source(write, source.id, {"reliability": "E"})

        assert (caught.value.resource, caught.value.record_id) == ("rating", rating.id)
        rate_source(write, source.id, USUALLY | {"topic": "war"})
        assert [row.topic for row in listed(write, source)] == ["", "war"]

    def test_accepts_an_unnamed_source(self, write: Write) -> None:
        unnamed = make_unnamed(write, make_article(write))

        rate_source(write, unnamed.id, {"reliability": "F"})

        assert [row.reliability for row in listed(write, unnamed)] == ["F"]

    def test_refuses_a_merged_source(self, write: Write, source: Source) -> None:
        source.merged_into_id = source.survivor_id = make_source(write).id
        write.session.flush()

        with pytest.raises(MergedError):
            rate_source(write, source.id, USUALLY)


class TestRerateSource:
    def test_appends_a_rating_and_supersedes_the_previous_one(
        self, write: Write, later: Write, source: Source
    ) -> None:
        _, before = rate_source(write, source.id, USUALLY | {"topic": "war"})

        _, after = rerate_source(
            later, source.id, before.id, version=2, values={"reliability": "D"}
        )

        assert stored(write, source.id) == [before, after]
        assert (before.reliability, before.created_at) == ("B", write.now)
        assert (before.superseded_at, after.superseded_at) == (later.now, None)
        assert (after.reliability, after.topic) == ("D", "war")
        assert after.created_at == later.now

    def test_creates_one_version_and_one_audit_entry_of_the_source(
        self, write: Write, source: Source
    ) -> None:
        _, rating = rate_source(write, source.id, USUALLY)
        write.changes.clear()

        rerate_source(write, source.id, rating.id, version=2, values={})

        (change,) = write.changes
        assert (change.action, change.version, source.version) == ("supersede", 3, 3)
        assert change.before is not None
        assert [one["id"] for one in change.before["ratings"]] == [rating.id]

    def test_moves_to_a_free_topic(self, write: Write, source: Source) -> None:
        _, first = rate_source(write, source.id, USUALLY | {"topic": "war"})
        _, moved = rerate_source(
            write, source.id, first.id, version=2, values={"topic": "rain"}
        )

        rate_source(write, source.id, USUALLY | {"topic": "war"})

        assert [row.topic for row in listed(write, source)] == ["rain", "war"]
        assert listed(write, source)[0].id == moved.id

    def test_changes_nothing_if_the_topic_is_taken(
        self, write: Write, source: Source
    ) -> None:
        _, taken = rate_source(write, source.id, USUALLY | {"topic": "war"})
        _, other = rate_source(write, source.id, USUALLY)

        with pytest.raises(ConflictError) as caught:
            rerate_source(
                write, source.id, other.id, version=3, values={"topic": "war"}
            )

        assert caught.value.record_id == taken.id
        assert stored(write, source.id) == [taken, other]
        assert (source.version, other.superseded_at) == (3, None)

    def test_refuses_a_stale_version_and_a_superseded_rating(
        self, write: Write, source: Source
    ) -> None:
        _, rating = rate_source(write, source.id, USUALLY)
        again = {"values": USUALLY}

        with pytest.raises(StaleError):
            rerate_source(write, source.id, rating.id, version=1, **again)
        rerate_source(write, source.id, rating.id, version=2, **again)
        with pytest.raises(NotFoundError, match=f"No rating with id {rating.id}"):
            rerate_source(write, source.id, rating.id, version=3, **again)


class TestUnrateSource:
    def test_supersedes_the_rating_and_keeps_it(
        self, write: Write, later: Write, source: Source
    ) -> None:
        _, rating = rate_source(write, source.id, USUALLY)
        write.changes.clear()

        unrate_source(later, source.id, rating.id, version=2)

        assert stored(write, source.id) == [rating]
        assert rating.superseded_at == later.now
        assert listed(write, source) == []
        (change,) = write.changes
        assert (change.action, change.version) == ("supersede", 3)

    def test_does_not_find_the_rating_of_another_source(
        self, write: Write, source: Source
    ) -> None:
        other = make_source(write)
        _, rating = rate_source(write, other.id, USUALLY)

        with pytest.raises(NotFoundError):
            unrate_source(write, source.id, rating.id, version=1)


class TestListRatings:
    def test_continues_after_any_rating(self, write: Write, source: Source) -> None:
        given = [
            rate_source(write, source.id, USUALLY | {"topic": topic})[1].id
            for topic in ("z", "a", "", "m")
        ]

        pages = [listed(write, source, after__0=at) for at in (0, *given)]

        assert [len(page) for page in pages] == [4, 3, 2, 1, 0]
        for longer, shorter in pairwise(pages):
            assert longer[1:] == shorter

    def test_lists_ratings_of_visible_sources_only(
        self, write: Write, source: Source
    ) -> None:
        rate_source(write, source.id, USUALLY)
        shown = listed(write, source)

        withdraw_source(write, source.id, version=2)
        withdrawn = listed(write, source)
        restore_source(write, source.id, version=3)
        restored = listed(write, source)
        revise_source(write, source.id, version=4, visibility="restricted")
        restricted = listed(write, source, READER), listed(write, source)

        assert (len(shown), withdrawn, restored) == (1, [], shown)
        assert restricted == ([], shown)


class TestRaces:
    def test_only_one_new_rating_of_a_topic_is_stored(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        source = do(committed, make_source)

        def rate(write: Write) -> int:
            return rate_source(write, source.id, USUALLY)[1].id

        answers = at_once(emptied, [rate] * 8)

        (made,) = (answer for answer in answers if isinstance(answer, int))
        assert failures(answers) == [ConflictError] * 7
        assert {one.record_id for one in answers if one != made} == {made}
        assert do(committed, lambda write: len(stored(write, source.id))) == 1

    def test_only_one_of_several_changes_of_a_version_succeeds(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        source = do(committed, make_source)
        rating_id = do(
            committed, lambda write: rate_source(write, source.id, USUALLY)[1].id
        )

        def rerate(letter: str) -> Work:
            change = {"version": 2, "values": {"reliability": letter}}
            return lambda write: rerate_source(write, source.id, rating_id, **change)[1]

        answers = at_once(emptied, [rerate(letter) for letter in "ABCDEF"])

        assert failures(answers) == [StaleError] * 5
        (won,) = (answer for answer in answers if isinstance(answer, Rating))
        (row,) = do(committed, lambda write: listed(write, source))
        assert (row.id, row.reliability) == (won.id, won.reliability)
