"""The state of a fact is the same for a reader and for a filter."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain, combinations, product
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from db.engine.session import Write
from db.models.assessment import Verdict
from db.models.fact_state import CODES, State, code_of, state_of
from db.models.outcome import OutcomeValue
from db.queries.facts import count_facts, list_facts, named_codes
from db.queries.filters import named, shape_of
from db.values.viewer import LOCAL_VIEWER
from tests.db.rows import ID, MONDAY, insert
from tests.rounds import drawn

STATES = get_args(State)
VERDICTS = get_args(Verdict)
OUTCOMES = get_args(OutcomeValue)
NOW = 5  # days after MONDAY
UNTIL = MONDAY + timedelta(days=NOW)
SIDE = {
    "true": {"held_true"},
    "mostly_true": {"held_true"},
    "false": {"held_false"},
    "mostly_false": {"held_false"},
    "mixed": {"held_true", "held_false"},
    "misleading": {"held_true", "held_false"},
    "contested": {"held_true", "held_false"},
    "unverified": set(),
    "unverifiable": set(),
}
RESULT = {
    "yes": "happened",
    "no": "did_not_happen",
    "ambiguous": "ambiguous",
    "annulled": "annulled",
}


def expected(outcome: str | None, verdicts: Iterable[str], *, due: bool) -> str:
    """Return the state in other words than the code says it."""
    if outcome is not None:
        return RESULT[outcome]
    taken: set[str] = set().union(*(SIDE[verdict] for verdict in verdicts))
    if len(taken) == 1:
        return taken.pop()
    if taken:
        return "contested"
    return "due" if due else "open"


class TestState:
    def test_is_right_for_all_verdicts_outcomes_and_due_facts(self) -> None:
        some = chain(*(combinations(VERDICTS, count) for count in range(5)))

        for verdicts, outcome, due in product(some, [None, *OUTCOMES], [False, True]):
            state = state_of(code_of(outcome, verdicts, due=due))

            assert state == expected(outcome, verdicts, due=due), (verdicts, outcome)

    def test_does_not_depend_on_the_number_of_equal_verdicts(self) -> None:
        once = code_of(None, ["true", "false"], due=False)

        assert code_of(None, ["true", "true", "false", "false"], due=False) == once

    def test_each_code_belongs_to_one_state(self) -> None:
        codes = [code for state in STATES for code in CODES[state]]

        assert len(codes) == len(set(codes))
        assert set(CODES) == set(STATES)


Told = tuple[int | None, tuple[str, int] | None, list[tuple[int, int, str]]]
days = st.integers(NOW - 3, NOW + 3)
held = st.tuples(st.integers(0, 2), days, st.sampled_from(VERDICTS))
facts = st.lists(
    st.tuples(
        st.none() | days,  # when it is due
        st.none() | st.tuples(st.sampled_from(OUTCOMES), days),  # known when
        st.lists(held, max_size=4, unique_by=lambda one: one[:2]),
    ),
    min_size=1,
    max_size=5,
)


def day(number: int) -> Any:
    return MONDAY + timedelta(days=number)


def tell(write: Write, told: list[Told]) -> None:
    """Store facts with outcomes and verdicts, some of them in the future."""
    for number, (due, outcome, verdicts) in enumerate(told):
        fact = {"id": ID + number, "slug": f"s{number}"}
        insert(write, "fact", fact | {"resolves_by": None if due is None else day(due)})
        of_it = {"judged_fact_id": ID + number, "fact_id": ID + number}
        if outcome:
            known = {"value": outcome[0], "known_at": day(outcome[1])}
            insert(write, "outcome", of_it | known)
            gone = known | {"superseded_at": MONDAY, "value": "annulled"}
            insert(write, "outcome", of_it | gone)
        for assessor, at, verdict in verdicts:
            who = ID + assessor if assessor else None
            assessed = {"assessor_id": who, "as_of": day(at), "verdict": verdict}
            insert(write, "assessment", of_it | assessed)
            gone = assessed | {"superseded_at": MONDAY, "verdict": "contested"}
            insert(write, "assessment", of_it | gone)


def state_then(told: Told) -> str:
    due, outcome, verdicts = told
    latest: dict[int, tuple[int, str]] = {}
    for assessor, at, verdict in verdicts:
        if at < NOW:
            latest[assessor] = max(latest.get(assessor, (0, "")), (at, verdict))
    known = outcome[0] if outcome and outcome[1] < NOW else None
    is_due = due is not None and due + 1 < NOW  # a date lasts until it is over
    return expected(known, [verdict for _, verdict in latest.values()], due=is_due)


def listed(write: Write, **filters: Any) -> list[Any]:
    shape = {"shape": shape_of(filters), "viewer": LOCAL_VIEWER}
    values = named(filters) | {"until": UNTIL}
    rows = write.rows(list_facts(limit=99, **shape), **values)
    (counted,) = write.rows(count_facts(**shape), **values)
    assert counted.total == len(rows)
    return list(rows)


class TestFilter:
    @pytest.fixture(autouse=True)
    def assessors(self, write: Write) -> None:
        rows = ({"id": ID + n, "folded": f"{n}"} for n in range(3))
        insert(write, "source", *rows)

    @drawn(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(told=facts)
    def test_finds_facts_shown_in_a_state(self, write: Write, told: list[Told]) -> None:
        with write.session.begin_nested() as savepoint:
            tell(write, told)

            shown = {row.id - ID: state_of(row.code) for row in listed(write)}

            assert shown == dict(enumerate(map(state_then, told)))
            for state in STATES:
                found = {
                    row.id - ID for row in listed(write, code=named_codes([state]))
                }
                assert found == {n for n, one in shown.items() if one == state}
            savepoint.rollback()

    def test_accepts_several_states(self, write: Write) -> None:
        tell(write, [(None, None, []), (1, None, []), (None, ("no", 1), [])])

        rows = listed(write, code=named_codes(["open", "did_not_happen"]))

        assert {row.id - ID for row in rows} == {0, 2}
