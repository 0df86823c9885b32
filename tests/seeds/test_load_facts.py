import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from db.commands.claims import (
    remove_stance,
    revise_claim,
    set_stance,
    withdraw_claim,
)
from db.commands.facts import (
    assess_fact,
    merge_fact,
    register_fact,
    revise_fact,
    supersede_outcome,
    withdraw_fact,
    withdraw_outcome,
)
from db.engine.session import (
    Context,
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from db.models import (
    Article,
    Assessment,
    Change,
    Claim,
    Evidence,
    Fact,
    Outcome,
    Stance,
)
from db.models.fact_state import state_of
from db.queries.facts import get_fact
from db.values.viewer import LOCAL_VIEWER
from seeds.load import Count, load_seeds
from seeds.load.files import DATA
from tests.factories import make_claim
from tests.seeds.conftest import everything, load_belarus, undone

FILE = "belarus-2022-03-22.json"
ENTERS = "belarus-enters-ukraine"
FIGHTS = "belarus-fights-by-2022-03-22"
EXERCISES = "russian-troops-in-belarus-for-exercises"
NUCLEAR = "nuclear-weapons-in-belarus-by-2022-03-22"
MOSCOW = "moscow-decides-on-belarus"
DESTABILISES = "joining-destabilises-belarus"
SEED = json.loads((DATA / FILE).read_text("utf-8"))
TEXTS = {claim["key"]: claim["text"] for claim in SEED["claims"]}
ANALYST = Context(reason="ours")


def fact_id(connection: Connection, slug: str) -> int:
    found = connection.scalar(select(Fact.id).where(Fact.slug == slug))
    assert found
    return found


def version_of(connection: Connection, model: Any, record_id: int) -> int:
    found = connection.scalar(select(model.version).where(model.id == record_id))
    assert found
    return found


def claim_id(connection: Connection, key: str) -> int:
    found = connection.scalar(select(Claim.id).where(Claim.text == TEXTS[key]))
    assert found
    return found


def stances_on(connection: Connection, slug: str) -> dict[str, str]:
    """Return the stances on a fact, by the keys of the claims."""
    rows = connection.execute(
        select(Claim.text, Stance.stance)
        .join(Stance, Stance.claim_id == Claim.id)
        .join(Fact, Fact.id == Stance.fact_id)
        .where(Fact.slug == slug, Stance.superseded_at.is_(None))
        .order_by(Claim.id)
    )
    keys = {text: key for key, text in TEXTS.items()}
    return {keys[row.text]: row.stance for row in rows}


def fact_at(connection: Connection, slug: str, day: str) -> Any:
    """Return a fact as it looked at the end of a day."""
    until = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)
    read = get_fact(by="slug", viewer=LOCAL_VIEWER)
    return connection.execute(read.statement, {"fact": slug, "until": until}).one()


@pytest.fixture
def before_facts(sessions: SessionFactory, tmp_path: Path) -> None:
    """The data that the version before facts loaded."""
    older = {name: part for name, part in SEED.items() if name != "facts"}
    older["claims"] = [
        {name: part for name, part in claim.items() if name != "stances"}
        for claim in SEED["claims"]
    ]
    (tmp_path / FILE).write_text(json.dumps(older), encoding="utf-8")
    load_seeds(sessions, folder=tmp_path)


class TestLoadedFacts:
    """Reads only, so that it is loaded once for all."""

    @pytest.fixture(scope="class")
    @classmethod
    def connection(cls, engine: Engine) -> Iterator[Connection]:
        with undone(engine) as connection:
            load_belarus(make_session_factory(connection))
            yield connection

    @pytest.mark.parametrize(
        ("slug", "states"),
        [
            (ENTERS, ["open", "open", "open", "did_not_happen"]),
            (FIGHTS, ["open", "open", "open", "did_not_happen"]),
            (EXERCISES, ["contested", *["did_not_happen"] * 3]),
            (NUCLEAR, ["open"] * 4),
            (MOSCOW, ["open"] * 4),
            (DESTABILISES, ["open", "open", "open", "annulled"]),
        ],
    )
    def test_have_the_expected_states_at_four_dates(
        self, connection: Connection, slug: str, states: list[str]
    ) -> None:
        days = ("2022-02-20", "2022-03-22", "2022-12-31", "2023-01-01")

        found = [state_of(fact_at(connection, slug, day).code) for day in days]

        assert found == states

    def test_fact_on_the_warheads_is_resolved_a_year_later(
        self, connection: Connection
    ) -> None:
        days = ("2023-03-25", "2023-03-26", "2023-06-15", "2023-06-16")

        found = [state_of(fact_at(connection, NUCLEAR, day).code) for day in days]

        assert found == ["open", "held_false", "held_false", "did_not_happen"]

    def test_fact_that_cannot_be_known_ends_contested(
        self, connection: Connection
    ) -> None:
        row = fact_at(connection, MOSCOW, "2026-01-01")

        assert (state_of(row.code), row.outcome_value) == ("contested", None)

    @pytest.mark.parametrize(
        ("slug", "stances"),
        [
            (
                ENTERS,
                {
                    "01": "hedges_for",
                    "02": "noncommittal",
                    "03": "hedges_for",
                    **dict.fromkeys(("06", "07", "09"), "noncommittal"),
                    **dict.fromkeys(("18", "19"), "no_evidence"),
                    "20": "noncommittal",
                },
            ),
            (FIGHTS, {"17": "no_evidence", "21": "no_evidence"}),
            (EXERCISES, {"11": "noncommittal", "12": "supports"}),
            (
                NUCLEAR,
                {"14": "noncommittal", "15": "no_evidence", "16": "no_evidence"},
            ),
            (MOSCOW, {"20": "supports", "22": "supports", "23": "noncommittal"}),
            (DESTABILISES, {"23": "noncommittal", "24": "supports"}),
        ],
    )
    def test_have_the_stances_of_all_their_claims(
        self, connection: Connection, slug: str, stances: dict[str, str]
    ) -> None:
        assert stances_on(connection, slug) == stances

    def test_claims_of_no_evidence_are_not_denials(
        self, connection: Connection
    ) -> None:
        rows = connection.execute(
            select(Stance.stance).join(Claim).where(Claim.act == "no_evidence")
        )

        assert {row.stance for row in rows} == {"no_evidence"}

    def test_reasons_are_stored_with_stances_and_audit_entries(
        self, connection: Connection
    ) -> None:
        likely = claim_id(connection, "03")

        stance = connection.execute(
            select(Stance).where(Stance.claim_id == likely)
        ).one()
        lines = connection.execute(
            select(Change.version, Change.reason)
            .where(Change.resource == "claim", Change.record_id == likely)
            .order_by(Change.id)
        ).all()

        assert stance.reason == "It says that it is more and more likely, not that " + (
            "it happens."
        )
        assert [tuple(line) for line in lines] == [(1, "seeds"), (2, stance.reason)]

    def test_assessments_have_addresses_as_evidence(
        self, connection: Connection
    ) -> None:
        evidence = connection.execute(select(Evidence)).all()

        assert len(evidence) == 16
        assert all(row.url.startswith("https://") for row in evidence)
        assert connection.scalars(select(Assessment.assessor_id)).all() == [None] * 13


def take_a_stance_back(write: Write, connection: Connection) -> None:
    claim = claim_id(connection, "01")
    version = version_of(connection, Claim, claim)
    remove_stance(write, claim, fact_id(connection, ENTERS), version=version)


def judge_a_claim_otherwise(write: Write, connection: Connection) -> None:
    claim, fact = claim_id(connection, "06"), fact_id(connection, ENTERS)
    set_stance(write, claim, fact, stance="hedges_for", version=None)


def note_another_outcome(write: Write, connection: Connection) -> None:
    found = {"value": "ambiguous", "known_at": datetime(2023, 2, 1, tzinfo=UTC)}
    supersede_outcome(write, fact_id(connection, ENTERS), found, version=None)


def take_an_outcome_back(write: Write, connection: Connection) -> None:
    fact = fact_id(connection, ENTERS)
    withdraw_outcome(write, fact, version=version_of(connection, Fact, fact))


def hold_otherwise(write: Write, connection: Connection) -> None:
    as_of = datetime(2022, 3, 22, 18, tzinfo=UTC)
    held = {"verdict": "contested", "as_of": as_of}
    assess_fact(write, fact_id(connection, ENTERS), held)


def reword_a_fact(write: Write, connection: Connection) -> None:
    fact = fact_id(connection, ENTERS)
    version = version_of(connection, Fact, fact)
    revise_fact(write, fact, version=version, statement="Belarus enters the war.")


def rename_a_fact(write: Write, connection: Connection) -> None:
    fact = fact_id(connection, ENTERS)
    version = version_of(connection, Fact, fact)
    revise_fact(write, fact, version=version, slug="belarus-joins")


def give_the_slug_to_another_fact(write: Write, connection: Connection) -> None:
    rename_a_fact(write, connection)
    register_fact(write, {"statement": "Belarus enters.", "slug": ENTERS})


def withdraw_a_fact(write: Write, connection: Connection) -> None:
    fact = fact_id(connection, FIGHTS)
    for key in ("17", "21"):
        claim = claim_id(connection, key)
        version = version_of(connection, Claim, claim)
        remove_stance(write, claim, fact, version=version)
    withdraw_fact(write, fact, version=version_of(connection, Fact, fact))


def merge_a_fact(write: Write, connection: Connection) -> None:
    ours = register_fact(write, {"statement": "Belarus is at war by 22 March 2022."})
    fact = fact_id(connection, FIGHTS)
    version = version_of(connection, Fact, fact)
    merge_fact(write, fact, into_id=ours.id, version=version)


class TestLoadFactsAgain:
    @pytest.mark.portable
    @pytest.mark.parametrize(
        "work",
        [
            take_a_stance_back,
            judge_a_claim_otherwise,
            note_another_outcome,
            take_an_outcome_back,
            hold_otherwise,
            reword_a_fact,
            rename_a_fact,
            give_the_slug_to_another_fact,
            withdraw_a_fact,
            merge_a_fact,
        ],
    )
    def test_keeps_the_judgements_of_an_analyst(
        self,
        sessions: SessionFactory,
        connection: Connection,
        work: Callable[[Write, Connection], None],
    ) -> None:
        load_belarus(sessions)
        with write_transaction(sessions, ANALYST) as write:
            work(write, write.session.connection())
        worked = everything(connection)

        report = load_belarus(sessions)

        assert (report.facts, report.stances) == (Count(0, 6), Count(0, 21))
        assert (report.assessments, report.outcomes) == (Count(0, 13), Count(0, 5))
        assert everything(connection) == worked


@pytest.mark.usefixtures("before_facts")
class TestLoadFactsLater:
    def test_adds_facts_to_records_of_an_earlier_version(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        report = load_belarus(sessions)

        assert (report.sources, report.claims) == (Count(0, 13), Count(0, 26))
        assert (report.facts, report.stances) == (Count(6, 0), Count(21, 0))
        assert (report.assessments, report.outcomes) == (Count(13, 0), Count(5, 0))
        assert stances_on(connection, FIGHTS) == dict.fromkeys(
            ("17", "21"), "no_evidence"
        )
        loaded = everything(connection)
        load_belarus(sessions)
        assert everything(connection) == loaded

    def test_skips_a_claim_with_changed_words(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        claim = claim_id(connection, "17")
        with write_transaction(sessions) as write:
            revise_claim(write, claim, version=1, columns={"text": "Mended."})

        report = load_belarus(sessions)

        assert report.stances == Count(20, 1)
        assert version_of(connection, Claim, claim) == 2

    def test_skips_a_withdrawn_claim(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        with write_transaction(sessions) as write:
            withdraw_claim(write, claim_id(connection, "17"), version=1)

        report = load_belarus(sessions)

        assert report.stances == Count(20, 1)
        assert stances_on(connection, FIGHTS) == {"21": "no_evidence"}

    def test_skips_claims_with_equal_words(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        with write_transaction(sessions) as write:
            seeded = write.session.get_one(Claim, claim_id(connection, "17"))
            article = write.session.get_one(Article, seeded.article_id)
            make_claim(write, article=article, text=TEXTS["17"])

        report = load_belarus(sessions)

        assert report.stances == Count(20, 1)

    def test_skips_a_claim_of_another_article(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        with write_transaction(sessions) as write:
            ours = make_claim(write, text=TEXTS["17"]).id

        report = load_belarus(sessions)

        assert report.stances == Count(21, 0)
        assert version_of(connection, Claim, ours) == 1

    def test_uses_an_analysts_fact_and_its_judgements(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        known = {"value": "ambiguous", "known_at": datetime(2023, 2, 1, tzinfo=UTC)}
        with write_transaction(sessions, ANALYST) as write:
            ours = register_fact(write, {"statement": "Will it?", "slug": FIGHTS}).id
            supersede_outcome(write, ours, known, version=None)
            claim = claim_id(connection, "17")
            set_stance(write, claim, ours, stance="denies", version=None)

        report = load_belarus(sessions)

        assert (report.facts, report.stances) == (Count(5, 1), Count(20, 1))
        assert (report.assessments, report.outcomes) == (Count(13, 0), Count(4, 1))
        assert stances_on(connection, FIGHTS) == {"17": "denies", "21": "no_evidence"}
        outcomes = select(Outcome.value).where(Outcome.fact_id == ours)
        assert connection.scalars(outcomes).all() == ["ambiguous"]
        statement = select(Fact.statement).where(Fact.id == ours)
        assert connection.scalar(statement) == "Will it?"

    def test_adds_no_facts_if_all_claims_are_withdrawn(
        self, sessions: SessionFactory, connection: Connection
    ) -> None:
        with write_transaction(sessions) as write:
            for key in TEXTS:
                withdraw_claim(write, claim_id(connection, key), version=1)
        before = everything(connection)

        report = load_belarus(sessions)

        assert report.facts == Count(0, 6)
        assert everything(connection) == before
