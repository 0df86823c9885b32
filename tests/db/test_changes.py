from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from db.commands.articles import (
    RevisionSpec,
    add_revision,
    restore_article,
    revise_article,
    withdraw_article,
)
from db.commands.claims import (
    Selector,
    restore_claim,
    revise_claim,
    withdraw_claim,
)
from db.commands.records import fetch
from db.commands.sources import (
    add_child,
    change_child,
    remove_child,
    restore_source,
    revise_source,
    withdraw_source,
)
from db.commands.tags import make_tag, restore_tag, revise_tag, withdraw_tag
from db.engine.session import Context, SessionFactory, Write, write_transaction
from db.errors import ConflictError, StaleError
from db.models import Article, Change, Claim, Source
from db.queries.filters import batch_size, ids
from db.queries.snapshots import (
    DERIVED_CHILDREN,
    RECORDS,
    Snapshot,
    children_of,
    is_kept,
    list_children,
    list_records,
    make_snapshots,
    snapshot_of,
)
from tests.factories import (
    chain_of,
    make_article,
    make_claim,
    make_source,
    make_unnamed,
)

MONDAY = datetime(2022, 3, 21, 12, 30, 15, 120450, tzinfo=UTC)
WIKIDATA = {"scheme": "wikidata", "value": "Q7184"}
ALIAS = {"name": "OTAN", "kind": "alias"}


def snapshots(
    write: Write, resource: str, record_ids: Sequence[int], *, trimmed: bool = False
) -> dict[int, Snapshot]:
    """Return the snapshots of records as they are made from rows."""
    seen = {"count": batch_size(len(record_ids)), "viewer": write.viewer}
    values = ids("record", record_ids)
    records = list_records(resource=resource, trimmed=trimmed, **seen)
    rows = write.rows(records, **values)
    of_children = partial(list_children, resource=resource, trimmed=trimmed, **seen)
    children = {
        name: write.rows(of_children(name=name), **values)
        for name in children_of(resource, trimmed=trimmed)
    }
    return make_snapshots(resource, rows, children, trimmed=trimmed)


def everything(write: Write) -> dict[tuple[str, int], Snapshot]:
    """Return the snapshots of all records there are."""
    write.session.flush()
    found = {
        resource: write.session.scalars(select(model.id)).all()
        for resource, model in RECORDS.items()
    }
    return {
        (resource, record_id): snapshot
        for resource, record_ids in found.items()
        for record_id, snapshot in snapshots(write, resource, record_ids).items()
    }


@dataclass
class Told:
    """Records for a command to change."""

    source: Source
    unnamed: Source
    article: Article
    claim: Claim
    free_article: Article
    free_source: Source
    free_tag: int

    @property
    def tag(self) -> int:
        return self.claim.tags[0].tag_id


@pytest.fixture
def told(write: Write) -> Told:
    organisation = make_source(write, kind="organisation")
    tie = {"organisation_id": organisation.id, "relation": "part_of"}
    source = make_source(
        write,
        kind="organisation",
        names=[ALIAS],
        identifiers=[WIKIDATA],
        affiliations=[tie | {"held_from": MONDAY, "held_precision": "second"}],
    )
    article = make_article(write, "Él dijo: 🛰.", url="https://a.org", byline="Ana")
    unnamed = make_unnamed(write, article)
    claim = make_claim(
        write,
        unnamed,
        source,
        article=article,
        spans=(Selector("content", exact="🛰"), Selector("cue", 2, exact="dijo")),
        tags=("uno", "dos"),
        hedges=["podría"],
        probability_low=0,
        probability_high=0.25,
        probability_basis="analyst",
        said_from=MONDAY,
        said_precision="second",
    )
    free = make_article(write), make_source(write), make_tag(write, name="tres").id
    write.changes.clear()
    return Told(source, unnamed, article, claim, *free)


Command = Callable[[Write, Told], Any]
Lines = list[tuple[str, str]]

COMMANDS: dict[str, tuple[Command, Lines]] = {
    "make a source": (
        lambda write, _: make_source(write, names=[ALIAS]),
        [("create", "source")],
    ),
    "make an article": (
        lambda write, _: make_article(write, "Text."),
        [("create", "article")],
    ),
    "make a tag": (
        lambda write, _: make_tag(write, name="cuatro"),
        [("create", "tag")],
    ),
    "make a claim with a tag": (
        lambda write, told: make_claim(
            write, told.source, article=told.article, tags=("new", "uno")
        ),
        [("create", "tag"), ("create", "claim")],
    ),
    "revise a source": (
        lambda write, told: revise_source(write, told.source.id, version=1, name="x"),
        [("update", "source")],
    ),
    "restrict a source": (
        lambda write, told: revise_source(
            write, told.source.id, version=1, visibility="restricted"
        ),
        [("update", "source"), ("update", "claim")],
    ),
    "add a name": (
        lambda write, told: add_child(
            write, told.source.id, "names", spec=ALIAS | {"name": "x"}
        ),
        [("update", "source")],
    ),
    "change an identifier": (
        lambda write, told: change_child(
            write,
            told.source.id,
            "identifiers",
            child_id=told.source.identifiers[0].id,
            version=1,
            values={"value": "Q1"},
        ),
        [("update", "source")],
    ),
    "remove an affiliation": (
        lambda write, told: remove_child(
            write,
            told.source.id,
            "affiliations",
            child_id=told.source.affiliations[0].id,
            version=1,
        ),
        [("update", "source")],
    ),
    "withdraw a source": (
        lambda write, told: withdraw_source(write, told.free_source.id, version=1),
        [("withdraw", "source")],
    ),
    "revise an article": (
        lambda write, told: revise_article(
            write, told.article.id, version=1, spec={"url": "https://b.org"}
        ),
        [("update", "article")],
    ),
    "restrict an article": (
        lambda write, told: revise_article(
            write, told.article.id, version=1, spec={"visibility": "restricted"}
        ),
        [("update", "article"), ("update", "claim"), ("update", "source")],
    ),
    "add a revision": (
        lambda write, told: add_revision(write, told.article.id, RevisionSpec("New.")),
        [("update", "article"), ("update", "claim")],
    ),
    "add a revision that is there": (
        lambda write, told: add_revision(
            write, told.article.id, RevisionSpec("Él dijo: 🛰.")
        ),
        [],
    ),
    "withdraw an article": (
        lambda write, told: withdraw_article(write, told.free_article.id, version=1),
        [("withdraw", "article")],
    ),
    "revise a claim": (
        lambda write, told: revise_claim(
            write, told.claim.id, version=1, columns={"act": "denial", "hedges": None}
        ),
        [("update", "claim")],
    ),
    "replace what belongs to a claim": (
        lambda write, told: revise_claim(
            write,
            told.claim.id,
            version=1,
            columns={},
            attribution=chain_of(told.source),
            spans=[Selector("source", exact="Él")],
            tags=["dos", "cinco"],
        ),
        [("create", "tag"), ("update", "claim")],
    ),
    "withdraw a claim": (
        lambda write, told: withdraw_claim(write, told.claim.id, version=1),
        [("withdraw", "claim")],
    ),
    "revise a tag": (
        lambda write, told: revise_tag(write, told.tag, version=1, name="one"),
        [("update", "tag")],
    ),
    "withdraw a tag": (
        lambda write, told: withdraw_tag(write, told.free_tag, version=1),
        [("withdraw", "tag")],
    ),
}


class TestLogChange:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_logs_each_changed_record_once_with_its_former_state(
        self, write: Write, told: Told, name: str
    ) -> None:
        command, lines = COMMANDS[name]
        before = everything(write)

        command(write, told)

        after = everything(write)
        changed = {key for key in after if before.get(key) != after[key]}
        noted = [(line.action, line.resource) for line in write.changes]
        assert sorted(noted) == sorted(lines)
        assert {(line.resource, line.record_id) for line in write.changes} == changed
        for line in write.changes:
            key = line.resource, line.record_id
            assert line.before == before.get(key)
            assert line.version == after[key]["version"]

    def test_a_new_date_of_an_article_keeps_the_versions_of_its_claims(
        self, write: Write
    ) -> None:
        article = make_article(write)
        claim = make_claim(write, article=article)
        before = snapshots(write, "claim", [claim.id])[claim.id]
        write.changes.clear()

        moved = {"published_from": MONDAY}
        revise_article(write, article.id, version=1, spec=moved)

        after = snapshots(write, "claim", [claim.id])[claim.id]
        assert [line.resource for line in write.changes] == ["article"]
        assert {key for key in after if after[key] != before[key]} == {
            "dated_at",
            "dated_basis",
        }

    def test_logs_sources_withdrawn_and_restored_with_an_article(
        self, write: Write
    ) -> None:
        article = make_article(write)
        unnamed = make_unnamed(write, article)
        write.changes.clear()

        withdraw_article(write, article.id, version=1)
        restore_article(write, article.id, version=2)

        assert sorted(
            (line.action, line.resource, line.record_id, line.version)
            for line in write.changes
        ) == sorted(
            (action, resource, record_id, version)
            for action, version in (("withdraw", 2), ("restore", 3))
            for resource, record_id in (("article", article.id), ("source", unnamed.id))
        )

    @pytest.mark.parametrize("resource", ["claim", "source", "tag"])
    def test_logs_restored_records(
        self, write: Write, told: Told, resource: str
    ) -> None:
        back: dict[str, tuple[Any, Any, int]] = {
            "claim": (withdraw_claim, restore_claim, told.claim.id),
            "source": (withdraw_source, restore_source, told.free_source.id),
            "tag": (withdraw_tag, restore_tag, told.free_tag),
        }
        withdraw, restore, record_id = back[resource]
        withdraw(write, record_id, version=1)
        before = everything(write)

        restore(write, record_id, version=2)

        line = write.changes[-1]
        assert (line.action, line.version) == ("restore", 3)
        assert line.before == before[resource, record_id]

    @pytest.mark.usefixtures("told")
    def test_logs_nothing_for_failed_commands(self, write: Write, told: Told) -> None:
        attempts: list[Callable[[], Any]] = [
            lambda: make_source(write, identifiers=[WIKIDATA]),
            lambda: make_tag(write, name="uno"),
            lambda: revise_tag(write, told.free_tag, version=1, name="uno"),
            lambda: revise_claim(write, told.claim.id, version=2, columns={}),
            lambda: withdraw_source(write, told.source.id, version=1),
            lambda: add_child(write, told.source.id, "names", spec=ALIAS),
        ]
        before = everything(write)

        for attempt in attempts:
            with pytest.raises((ConflictError, StaleError)):
                attempt()

        assert write.changes == []
        assert everything(write) == before


class TestSnapshots:
    def test_are_the_same_from_objects_and_from_rows(
        self, write: Write, told: Told
    ) -> None:
        records = [
            fetch(write, model, record_id, version=None)
            for model, record_id in (
                (Source, told.source.id),
                (Source, told.unnamed.id),
                (Article, told.article.id),
                (Claim, told.claim.id),
                (RECORDS["tag"], told.tag),
            )
        ]

        for record in records:
            resource = record.__tablename__
            assert (
                snapshot_of(record)
                == snapshots(write, resource, [record.id])[record.id]
            )

    def test_have_plain_values_and_all_children(self, write: Write, told: Told) -> None:
        claim = snapshots(write, "claim", [told.claim.id])[told.claim.id]
        article = snapshots(write, "article", [told.article.id])[told.article.id]

        assert claim["said_from"] == "2022-03-21T12:30:15.120450Z"
        assert (claim["hedges"], claim["probability_low"]) == (["podría"], 0)
        assert [step["is_origin"] for step in claim["attribution"]] == [False, True]
        assert [span["exact"] for span in claim["spans"]] == ["🛰", "dijo"]
        assert len(claim["tags"]) == 2
        assert "text" not in article["revisions"][0]
        assert article["revisions"][0]["text_length"] == 11


class TestAppendChanges:
    def test_appends_entries_at_the_commit_with_times_in_order(
        self, sessions: SessionFactory
    ) -> None:
        ahead = datetime.now(UTC) + timedelta(days=1)
        with write_transaction(sessions, Context(reason="first")) as write:
            make_source(write)
            assert lines(write) == []
            object.__setattr__(write, "now", ahead)
        with write_transaction(sessions, Context(reason="second")) as write:
            make_source(write)

        with write_transaction(sessions) as write:
            assert [(line.reason, line.at) for line in lines(write)] == [
                ("first", ahead),
                ("second", ahead),
            ]

    def test_stores_analyst_request_and_reason(self, sessions: SessionFactory) -> None:
        context = Context(analyst_id=1, request_id="abc", reason="дубль")
        with write_transaction(sessions, context) as write:
            source = make_source(write)

        with write_transaction(sessions) as write:
            (line,) = lines(write)
        assert (line.analyst_id, line.request_id, line.reason) == (1, "abc", "дубль")
        assert (line.action, line.resource, line.record_id, line.version) == (
            ("create", "source", source.id, 1)
        )
        assert (line.before, line.at) == (None, source.created_at)

    def test_keeps_the_order_of_the_work(self, sessions: SessionFactory) -> None:
        with write_transaction(sessions) as write:
            made = [make_source(write).id for _ in range(5)]

        with write_transaction(sessions) as write:
            assert [line.record_id for line in lines(write)] == made

    def test_stores_nothing_if_the_transaction_fails(
        self, sessions: SessionFactory
    ) -> None:
        def fail() -> None:
            with write_transaction(sessions) as write:
                make_claim(write)
                raise LookupError

        with pytest.raises(LookupError):
            fail()

        with write_transaction(sessions) as write:
            assert lines(write) == []
            assert write.session.scalar(select(func.count(Source.id))) == 0


class TestSavepoint:
    def test_discards_only_the_failed_changes(self, sessions: SessionFactory) -> None:
        with write_transaction(sessions) as write:
            kept = make_source(write)
            with pytest.raises(LookupError):
                fail_behind_savepoint(write)
            also_kept = make_source(write)

        with write_transaction(sessions) as write:
            assert [line.record_id for line in lines(write)] == [kept.id, also_kept.id]
            assert write.session.scalar(select(func.count(Claim.id))) == 0


def fail_behind_savepoint(write: Write) -> None:
    with write.savepoint():
        make_claim(write)
        raise LookupError


def lines(write: Write) -> Sequence[Change]:
    return write.session.scalars(select(Change).order_by(Change.id)).all()


def trimmed(name: str, value: Any) -> Any:
    """Return a field of a trimmed snapshot: children have some columns only."""
    if name not in DERIVED_CHILDREN:
        return value
    kept = DERIVED_CHILDREN[name]
    return [{key: child[key] for key in kept} for child in value]


class TestTrimmedSnapshots:
    def test_have_a_part_of_the_columns_and_children(
        self, write: Write, told: Told
    ) -> None:
        assert told
        for (resource, record_id), whole in everything(write).items():
            kept = {
                name: trimmed(name, value)
                for name, value in whole.items()
                if is_kept(resource, name, trimmed=True)
            }

            found = snapshots(write, resource, [record_id], trimmed=True)

            assert found == {record_id: kept}
            assert len(kept) < len(whole) or resource in {"tag", "identity"}
