from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select, update
from sqlalchemy.exc import OperationalError

from db.commands.articles import withdraw_article
from db.commands.claims import revise_claim, withdraw_claim
from db.commands.sources import add_child, revise_source, withdraw_source
from db.engine.session import (
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from db.models import Change, Claim, Source, SourceIdentifier, Tag
from db.queries.claims import list_claims, list_steps
from db.values.viewer import LOCAL_VIEWER
from seeds.errors import SeedError
from seeds.load import Count, LoadReport
from tests.factories import make_claim, make_source
from tests.seeds.conftest import everything, load_belarus, undone

FILE = "belarus-2022-03-22"
ALL = LoadReport(
    sources=Count(13, 0),
    articles=Count(1, 0),
    claims=Count(26, 0),
    facts=Count(6, 0),
    stances=Count(21, 0),
    assessments=Count(13, 0),
    outcomes=Count(5, 0),
)
NOTHING = LoadReport(
    **{name: Count(0, count.added) for name, count in vars(ALL).items()}
)


def source_id(connection: Connection, key: str) -> int:
    """Return the id of the source with this key in the file."""
    found = connection.scalar(
        select(SourceIdentifier.source_id).where(
            SourceIdentifier.scheme == "seed",
            SourceIdentifier.value == f"{FILE}/{key}",
        )
    )
    assert found
    return found


def claims_of(connection: Connection, key: str, role: str = "source") -> list[Any]:
    """Return the claims with a source, in the order of the text."""
    shape = ((role, 1),)
    read = list_claims(shape=shape, sort="recorded", limit=50, viewer=LOCAL_VIEWER)
    values = {f"{role}__0": source_id(connection, key)}
    return list(connection.execute(read.statement, values))


def chain_of(connection: Connection, claim_id: int) -> list[tuple[int, str, str]]:
    read = list_steps(count=1, viewer=LOCAL_VIEWER)
    steps = connection.execute(read.statement, {"claim__0": claim_id})
    return [(step.position, step.name, step.relation) for step in steps]


class TestLoadSeeds:
    def test_loads_every_record_of_the_files(self, sessions: SessionFactory) -> None:
        assert load_belarus(sessions) == ALL

    def test_stores_an_audit_entry_for_every_record(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        load_belarus(sessions)

        lines = connection.execute(
            select(Change.resource, Change.record_id, Change.version, Change.action)
            .where(Change.reason == "seeds")
            .order_by(Change.id)
        ).all()
        created = [line.resource for line in lines if line.version == 1]
        judged = [line.resource for line in lines if line.version > 1]
        assert len(lines) == len(set(lines))
        assert {line.action for line in lines} == {"create", "update"}
        assert (created.count("source"), created.count("claim")) == (13, 26)
        assert created.count("tag") == len(connection.execute(select(Tag.id)).all())
        assert (created.count("fact"), set(judged)) == (6, {"fact"})

    def test_loading_twice_equals_loading_once(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        load_belarus(sessions)
        once = everything(connection)

        report = load_belarus(sessions)

        assert report == NOTHING
        assert everything(connection) == once


class DeadlockError(Exception):
    """What the driver of PostgreSQL raises where transactions wait for each other."""

    sqlstate = "40P01"


@contextmanager
def rolled_back_once(engine: Engine) -> Iterator[None]:
    """Fail in the middle of the first transaction that stores an article."""
    failed: list[str] = []

    def fail(*given: Any) -> None:
        statement = given[2]
        if statement.startswith("INSERT INTO article ") and not failed:
            failed.append(statement)
            raise OperationalError(statement, {}, DeadlockError())

    event.listen(engine, "before_cursor_execute", fail)
    yield
    event.remove(engine, "before_cursor_execute", fail)
    assert failed


class TestLoadSeedsDuringOtherWrites:
    def test_retries_a_file_that_the_database_rolled_back(
        self, engine: Engine, sessions: SessionFactory
    ) -> None:
        with rolled_back_once(engine):
            assert load_belarus(sessions) == ALL


class TestLoadedRecord:
    """Reads only, so that it is loaded once for all."""

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls, engine: Engine) -> Iterator[Connection]:
        with undone(engine) as connection:
            load_belarus(make_session_factory(connection))
            yield connection

    def test_has_the_claims_of_the_nato_military_official(
        self, connection: Connection
    ) -> None:
        claims = claims_of(connection, "nato-military-official", "speaker")

        assert [claim.text[:30] for claim in claims] == [
            "It is more and more “likely” t",
            "“(Russian President Vladimir) ",
            "“Anything would help”",
            "Moscow has not yet taken the l",
            "Nothing so far indicates that ",
            "“This is not about what Lukash",
            "“The question is: does Putin w",
            "“Getting involved would destab",
            "No details given on the form a",
            "An attempt to cut NATO’s milit",
        ]

    def test_has_the_chain_of_the_claims_of_the_pentagon(
        self, connection: Connection
    ) -> None:
        first, second = claims_of(connection, "us-department-of-defense", "origin")

        chain = [
            (1, "senior US defense official", "relays"),
            (2, "US Department of Defense", "observed"),
        ]
        assert (first.act, second.act) == ("no_evidence", "no_evidence")
        assert chain_of(connection, first.id) == chain
        assert chain_of(connection, second.id) == chain

    def test_has_one_claim_for_several_joint_sources(
        self, connection: Connection
    ) -> None:
        (exercises,) = claims_of(connection, "russia", "speaker")
        (same,) = claims_of(connection, "belarus", "speaker")
        believed = claims_of(connection, "united-states", "origin")

        assert exercises.text == "The Russian troops are in Belarus for exercises."
        assert exercises.id == same.id
        assert chain_of(connection, exercises.id) == [
            (1, "Russia", "said"),
            (1, "Belarus", "said"),
        ]
        assert chain_of(connection, believed[0].id) == [
            (1, "US and NATO officials", "relays"),
            (2, "United States", "believes"),
            (2, "NATO", "believes"),
        ]

    def test_dates_a_claim_by_said_or_else_by_published(
        self, connection: Connection
    ) -> None:
        likely, support, *_ = claims_of(connection, "nato-military-official")
        rows = connection.execute(
            select(Claim.dated_at, Claim.dated_basis, Claim.said_text)
            .where(Claim.id.in_([likely.id, support.id]))
            .order_by(Claim.id)
        ).all()

        assert [tuple(row) for row in rows] == [
            (datetime(2022, 3, 21, tzinfo=UTC), "said", "on Monday"),
            (datetime(2022, 3, 22, tzinfo=UTC), "published", None),
        ]

    def test_has_the_affiliations_and_names_of_sources(self, write: Write) -> None:
        pentagon = source_id(write.session.connection(), "us-department-of-defense")
        source = write.session.get_one(Source, pentagon)
        write.session.refresh(source, ["affiliations", "names"])

        (tie,) = source.affiliations
        assert tie.organisation_id == source_id(
            write.session.connection(), "united-states"
        )
        assert tie.relation == "part_of"
        assert [name.name for name in source.names] == [
            "the Pentagon",
            "Pentagon",
            "DoD",
        ]


def change_a_claim(write: Write) -> None:
    claim = claims_of(write.session.connection(), "the-sources")[0]
    revise_claim(write, claim.id, version=claim.version, columns={"text": "Mended."})


def rename_an_unnamed_source(write: Write) -> None:
    official = source_id(write.session.connection(), "us-officials")
    revise_source(write, official, version=1, name="American officials")


def rename_an_outlet(write: Write) -> None:
    outlet = source_id(write.session.connection(), "cnn")
    revise_source(write, outlet, version=1, name="Cable News", kind="outlet")


def withdraw_claims(write: Write) -> None:
    for claim in claims_of(write.session.connection(), "russia"):
        withdraw_claim(write, claim.id, version=claim.version)


def withdraw_a_source(write: Write) -> None:
    withdraw_claims(write)
    russia = source_id(write.session.connection(), "russia")
    withdraw_source(write, russia, version=1)


def withdraw_everything(write: Write) -> None:
    connection = write.session.connection()
    columns = (Claim.id, Claim.article_id, Claim.version)
    claims = connection.execute(select(*columns).where(Claim.text != "Noise.")).all()
    for claim in claims:
        withdraw_claim(write, claim.id, version=claim.version)
    withdraw_article(write, claims[0].article_id, version=1)
    for key in ("cnn", "nato", "russia"):
        withdraw_source(write, source_id(connection, key), version=1)


class TestLoadSeedsAgain:
    @pytest.mark.portable
    @pytest.mark.parametrize(
        "work",
        [
            change_a_claim,
            rename_an_unnamed_source,
            rename_an_outlet,
            withdraw_claims,
            withdraw_a_source,
            withdraw_everything,
        ],
    )
    def test_keeps_the_changes_of_an_analyst(
        self,
        sessions: SessionFactory,
        connection: Connection,
        work: Callable[[Write], None],
    ) -> None:
        load_belarus(sessions)
        with write_transaction(sessions) as write:
            work(write)
        worked = everything(connection)

        report = load_belarus(sessions)

        assert report == NOTHING
        assert everything(connection) == worked

    @pytest.mark.parametrize(
        "identifiers", [[], [{"scheme": "seed", "value": f"{FILE}/russia"}]]
    )
    def test_uses_the_survivor_of_a_merged_source(
        self,
        sessions: SessionFactory,
        connection: Connection,
        identifiers: list[dict[str, str]],
    ) -> None:
        with write_transaction(sessions) as write:
            survivor = make_source(
                write, name="Russian government", kind="organisation"
            )
            merged = make_source(
                write,
                name="Russia",
                kind="organisation",
                identifiers=identifiers,
            )
        connection.execute(
            update(Source)
            .where(Source.id == merged.id)
            .values(merged_into_id=survivor.id, survivor_id=survivor.id)
        )

        load_belarus(sessions)

        (exercises,) = claims_of(connection, "belarus", "speaker")
        assert chain_of(connection, exercises.id)[0] == (
            (1, "Russian government", "said")
        )


class TestMatching:
    def test_uses_an_analysts_outlet_and_fills_empty_fields(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        with write_transaction(sessions) as write:
            mine = make_source(write, kind="outlet", name="cnn", description="Ours.")
            written = columns_of(connection, mine.id)

        report = load_belarus(sessions)

        assert report.sources == Count(12, 1)
        filled = {"language": "en", "sector": "media", "country_code": "US"}
        assert columns_of(connection, mine.id) == written | filled
        assert ("seed", f"{FILE}/cnn") in identifiers_of(connection, mine.id)
        assert len(claims_of(connection, "cnn", "speaker")) == 4

    def test_matches_a_source_by_its_identifier_despite_its_name(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        atlantic = {"scheme": "wikidata", "value": "Q7184"}
        with write_transaction(sessions) as write:
            mine = make_source(
                write, kind="organisation", name="The alliance", identifiers=[atlantic]
            )

        load_belarus(sessions)

        assert source_id(connection, "nato") == mine.id
        assert identifiers_of(connection, mine.id) == [
            ("wikidata", "Q7184"),
            ("seed", f"{FILE}/nato"),
        ]

    def test_refuses_a_namesake_of_another_kind(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        network = {"scheme": "wikidata", "value": "Q48340"}
        with write_transaction(sessions) as write:
            mine = make_source(
                write, kind="organisation", name="CNN", identifiers=[network]
            )

        with pytest.raises(SeedError, match="source cnn: A source has this name"):
            load_belarus(sessions)

        assert identifiers_of(connection, mine.id) == [("wikidata", "Q48340")]

    def test_creates_again_records_withdrawn_before_the_first_load(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        network = {"scheme": "wikidata", "value": "Q48340"}
        with write_transaction(sessions) as write:
            mine = make_source(write, kind="outlet", name="CNN", identifiers=[network])
            withdraw_source(write, mine.id, version=1)

        report = load_belarus(sessions)

        assert report == ALL
        assert source_id(connection, "cnn") != mine.id

    def test_refuses_two_namesakes_and_suggests_an_identifier(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        with write_transaction(sessions) as write:
            one = make_source(write, kind="outlet", name="CNN").id
            other = make_source(write, kind="outlet", name="CNN").id
        before = everything(connection)

        hint = rf"They are {one}, {other}: .* identifier seed:{FILE}/cnn\."
        with pytest.raises(SeedError, match=hint):
            load_belarus(sessions)
        assert everything(connection) == before

        key = {"scheme": "seed", "value": f"{FILE}/cnn"}
        with write_transaction(sessions) as write:
            add_child(write, other, "identifiers", spec=key)
        load_belarus(sessions)
        assert len(claims_of(connection, "cnn", "speaker")) == 4

    def test_does_not_match_an_unnamed_source_of_another_article(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        with write_transaction(sessions) as write:
            article_id = make_claim(write).article_id
            mine = make_source(
                write,
                kind="anonymous_group",
                name="US officials",
                article_id=article_id,
            )

        load_belarus(sessions)

        assert source_id(connection, "us-officials") != mine.id


def columns_of(connection: Connection, record_id: int) -> dict[str, Any]:
    """Return the text that an analyst wrote about a source."""
    row = connection.execute(select(Source).where(Source.id == record_id)).one()
    return {
        name: value
        for name, value in row._asdict().items()
        if name not in {"version", "updated_at"}
    }


def identifiers_of(connection: Connection, record_id: int) -> list[tuple[str, str]]:
    found = connection.execute(
        select(SourceIdentifier.scheme, SourceIdentifier.value)
        .where(SourceIdentifier.source_id == record_id)
        .order_by(SourceIdentifier.id)
    )
    return [(row.scheme, row.value) for row in found]
