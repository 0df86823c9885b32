"""No response depends on a record that the caller may not see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import NullPool, create_engine, func, make_url, select

from db.models import Article, Assessment, Claim, Fact, Revision, Source, Tag
from db.values.viewer import Role
from tests.api.all_reads import About, Answers, pages, questions
from tests.api.database_copies import Served, served
from tests.api.hidden_records import MARK, WAYS, Hider, Public, tell
from tests.api.identity_records import Identified
from tests.conftest import BACKENDS
from tests.databases import copied
from tests.keys import keep_keys, keep_sessions
from tests.rounds import ROUNDS

BUG = 500
Ask = Callable[[Served, Sequence[str]], Answers]  # with keys, or in sessions
MODELS: dict[str, Any] = {
    "source": Source.id,
    "article": Article.id,
    "claim": Claim.id,
    "fact": Fact.id,
    "tag": Tag.id,
    "assessment": Assessment.id,
    "number": Revision.number,
}


# `make fuzz` draws ten histories.
HISTORIES = settings(
    max_examples=ROUNDS,
    stateful_step_count=6,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Told:
    """A database with a public record that nobody is connected to."""

    url: str
    public: Public
    at: str  # after the last record


pytestmark = [pytest.mark.slow, pytest.mark.every_case]
# Both databases use the same rules of visibility; `make fuzz` tests each.
ONE_OF_BACKENDS = BACKENDS[:1] if ROUNDS == 1 else BACKENDS
IN_SUITE = 3  # one request in this number is sent on the other databases


@pytest.fixture(scope="module")
def told(tables_url: str) -> Iterator[Told]:
    with copied(tables_url) as url:
        engine = create_engine(url, poolclass=NullPool)
        keep_keys(engine)
        keep_sessions(engine)
        with served(url) as app:
            public = tell(Identified(app.client))
        yield Told(url, public, _now())


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def last_ids(url: str) -> dict[str, int]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return {
            name: connection.scalar(select(func.coalesce(func.max(column), 0))) or 0
            for name, column in MODELS.items()
        }


def asked_about(
    told: Told, more: Mapping[str, Sequence[int]], *, now: str = ""
) -> About:
    """Return records to request: some public ones, and ``more`` by its resource."""
    public = {
        "source": [told.public.person, told.public.outlet],
        "article": [told.public.article],
        "claim": [told.public.claim, told.public.other_claim],
        "fact": [told.public.fact, told.public.whole],
    }
    ids = {name: [*public.get(name, [1]), *more.get(name, ())] for name in MODELS}
    by = [f"assessor:{source_id}" for source_id in ids["source"]]
    return About(
        ids,
        {
            "q": ["rain", "anna", MARK],
            "tag": ["rain", "sun", *(f"{MARK} {n}" for n in range(1, 9))],
            "identifier": ["wikidata:Q1", f"{MARK}:{MARK} 2"],
            "as_of": [told.at, now or _now()],
            "by": ["outcome", "assessor", *by],
            "descriptor": ["a weather official"],
            "limit": ["1"],
            "fields": ["id"],
            "version": ["1", "2"],
        },
        names=("Hanna", f"Anna {MARK} 1", "wikidata:Q1", "It rains in March."),
    )


class Pair:
    """A database without hidden records, and the requests to it and others."""

    def __init__(self, told: Told, url: str, app: Served) -> None:
        self.told, self._url, self._app = told, url, app
        self._known: dict[tuple[Role, Ask], Answers] = {}

    def check(self, url: str, app: Served, *roles: Role) -> None:
        """Fail if a response to one of ``roles`` differs without it, or has status 500.

        Pages without a session run the same queries for a caller without a role, so
        they are compared on one database.
        """
        about = self._about(url)
        is_first = make_url(url).get_backend_name() in ONE_OF_BACKENDS
        without_session, step = ([*pages(about)], 1) if is_first else ([], IN_SUITE)
        for role in roles:
            asked = [*questions(app.document, about), *without_session]
            self._compare(app.reads_as(role), Served.answers, asked[::step])
            self._compare(app, Served.pages, [*pages(about)][::step])

    def _compare(self, app: Served, ask: Ask, addresses: Sequence[str]) -> None:
        expected = self._expected(app.role, ask, addresses)
        for address, answer in ask(app, addresses).items():
            assert answer == expected[address], address
            assert answer[0] != BUG, address

    def _expected(self, role: Role, ask: Ask, addresses: Sequence[str]) -> Answers:
        """Return the responses without hidden records, each requested once."""
        known = self._known.setdefault((role, ask), {})
        new = [address for address in addresses if address not in known]
        known |= ask(self._app.reads_as(role), new)
        return known

    def _about(self, url: str) -> About:
        before, after = last_ids(self._url), last_ids(url)
        new = {name: [*range(before[name] + 1, after[name] + 2)] for name in MODELS}
        return asked_about(self.told, new)


@pytest.fixture(scope="module")
def pair(told: Told) -> Iterator[Pair]:
    with copied(told.url) as url, served(url) as app:
        yield Pair(told, url, app)


class Hiding(RuleBasedStateMachine):
    """Hides things, in any order, and asks a reader's every question at the end."""

    pair: ClassVar[Pair]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        told = self.pair.told
        self.url = self.stack.enter_context(copied(told.url))
        self.app = self.stack.enter_context(served(self.url))
        self.hider = Hider(self.app.client, told.public)

    @rule(way=st.sampled_from(WAYS))
    def hide(self, way: Callable[[Hider], Any]) -> None:
        way(self.hider)

    def teardown(self) -> None:
        with self.stack:
            self.pair.check(self.url, self.app, "reader")


class TestSession:
    def test_the_compared_pages_show_the_analyst_of_the_session(
        self, pair: Pair
    ) -> None:
        """Otherwise pages in sessions would be compared with anonymous ones."""
        with copied(pair.told.url) as url, served(url) as app:
            for role in ("reader", "analyst"):
                ((_, _, body),) = app.reads_as(role).pages(["/articles"]).values()

                assert f"{role} of tests".encode() in body


class TestHiddenRecords:
    def test_hiding_records_in_each_way_changes_no_response_to_a_reader(
        self, pair: Pair
    ) -> None:
        with copied(pair.told.url) as url, served(url) as app:
            hider = Hider(app.client, pair.told.public)
            for way in WAYS:
                way(hider)

            pair.check(url, app, "reader")

    @pytest.mark.parametrize("backend", ONE_OF_BACKENDS, indirect=True)
    def test_hiding_records_in_any_order_changes_no_response_to_a_reader(
        self, pair: Pair
    ) -> None:
        machine = type("HidingHere", (Hiding,), {"pair": pair})

        run_state_machine_as_test(machine, settings=HISTORIES)


class TestIdentityJudgements:
    @pytest.mark.parametrize("backend", ONE_OF_BACKENDS, indirect=True)
    def test_judging_an_identity_changes_no_response_to_readers_or_analysts(
        self, pair: Pair
    ) -> None:
        with copied(pair.told.url) as url, served(url) as app:
            public = pair.told.public
            told = Identified(app.client)
            told.judged(public.official, public.person)
            told.judged(public.official, public.twin, "different")
            assert told.get(f"/sources/{public.official}/identities")["data"]

            pair.check(url, app, "reader", "analyst")
