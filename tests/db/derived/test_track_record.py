from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from db.derived.sides import SIGNS
from db.derived.track_record import (
    DECIDED,
    RESOLVED_AS,
    RESULTS,
    Scored,
    brier_score,
    rate,
    score,
    tally,
)
from db.models.assessment import Verdict
from db.models.outcome import OutcomeValue
from db.models.stance import StanceValue
from db.queries.fact_claims import ResolutionRow
from tests.db.derived.written_rows import derandomized, row, stated

STANCES: tuple[StanceValue, ...] = get_args(StanceValue)
VALUES: tuple[Any, ...] = (*get_args(OutcomeValue), *get_args(Verdict))
TURNED: dict[StanceValue, StanceValue] = {
    "supports": "denies",
    "denies": "supports",
    "hedges_for": "hedges_against",
    "hedges_against": "hedges_for",
}
KNOWN = 5  # the instant at which facts are resolved here


def resolved(value: Any, fact_id: int = 1, at: Any = KNOWN) -> ResolutionRow:
    return ResolutionRow((fact_id, value, at))


WHAT_WAS_SAID = st.lists(
    st.tuples(st.sampled_from(STANCES), st.integers(1, 9)), min_size=1, max_size=8
)
RESOLUTIONS = st.none() | st.builds(resolved, st.sampled_from(VALUES))


def score_one(said: list[tuple[str, int]], resolution: ResolutionRow | None) -> Scored:
    rows = sorted((row(*one) for one in said), key=lambda one: one.dated_at)
    resolutions = {} if resolution is None else {1: resolution}
    (unit,) = score({(7, 1): rows}, resolutions)
    return unit


def result(value: Any, *said: tuple[str, int]) -> str:
    return score_one([*said], value and resolved(value)).result


def units(borne_out: int, not_borne_out: int) -> list[Scored]:
    stances = {
        (1, fact): [stated("supports", 0.8, 0.8, at=1, fact_id=fact)]
        for fact in range(borne_out + not_borne_out)
    }
    resolutions = {
        fact: resolved("yes" if fact < borne_out else "no", fact)
        for (_, fact) in stances
    }
    return score(stances, resolutions)


def as_the_page_says(
    said: list[tuple[StanceValue, int]], resolution: ResolutionRow | None
) -> str:
    """Return the result by the table of ``docs/method.md``, row by row."""
    sides = [(at, SIGNS[stance]) for stance, at in said if stance in SIGNS]
    before = [at for at, _ in sides if at < KNOWN]
    last = {sign for at, sign in sides if before and at == max(before)}
    value = resolution.value if resolution else "unverified"
    settles_nothing = value in {"unverified", "unverifiable", "contested"}
    right = {"+"} if value in {"yes", "true", "mostly_true"} else {"-"}
    table = [
        (not sides, "without_sign"),
        (settles_nothing, "open"),
        (not before, "hindsight"),
        (len(last) > 1, "conflicting"),
        (value == "annulled", "annulled"),
        (value in {"ambiguous", "mixed", "misleading"}, "between"),
        (last == right, "borne_out"),
        (True, "not_borne_out"),
    ]
    return next(name for fits, name in table if fits)


class TestScore:
    @pytest.mark.parametrize(
        ("value", "for_it", "against_it"),
        [
            ("yes", "borne_out", "not_borne_out"),
            ("no", "not_borne_out", "borne_out"),
            ("ambiguous", "between", "between"),
            ("annulled", "annulled", "annulled"),
            (None, "open", "open"),
            ("true", "borne_out", "not_borne_out"),
            ("mostly_true", "borne_out", "not_borne_out"),
            ("mixed", "between", "between"),
            ("misleading", "between", "between"),
            ("mostly_false", "not_borne_out", "borne_out"),
            ("false", "not_borne_out", "borne_out"),
            ("contested", "open", "open"),
            ("unverified", "open", "open"),
            ("unverifiable", "open", "open"),
        ],
    )
    def test_compares_stances_with_the_resolution(
        self, value: Any, for_it: str, against_it: str
    ) -> None:
        for stance in ("supports", "hedges_for"):
            assert result(value, (stance, 1)) == for_it
        for stance in ("denies", "hedges_against"):
            assert result(value, (stance, 1)) == against_it
        for stance in ("no_evidence", "noncommittal"):
            assert result(value, (stance, 1)) == "without_sign"

    def test_covers_every_outcome_and_verdict(self) -> None:
        open_ = {"unverified", "unverifiable", "contested"}

        assert {*RESOLVED_AS, *open_} == {*VALUES}

    def test_excludes_claims_made_in_hindsight(self) -> None:
        assert result("yes", ("denies", 1), ("supports", KNOWN)) == "not_borne_out"
        assert result("yes", ("supports", KNOWN)) == "hindsight"
        assert result("annulled", ("supports", KNOWN)) == "hindsight"

    def test_lists_claims_made_in_hindsight(self) -> None:
        unit = score_one(
            [("supports", 1), ("denies", 6), ("noncommittal", 7)],
            resolved("yes"),
        )

        assert [one.stance for one in unit.late] == ["denies"]

    def test_open_facts_have_no_claims_in_hindsight(self) -> None:
        unit = score_one([("supports", 1), ("denies", 6)], resolved("contested"))

        assert (unit.result, unit.late) == ("open", [])
        assert unit.position
        assert unit.position.sign == "-"

    @derandomized
    @given(WHAT_WAS_SAID, RESOLUTIONS)
    def test_follows_the_rules_of_the_documentation(
        self, said: list[tuple[StanceValue, int]], resolution: ResolutionRow | None
    ) -> None:
        assert score_one(said, resolution).result == as_the_page_says(said, resolution)

    @derandomized
    @given(WHAT_WAS_SAID, RESOLUTIONS, WHAT_WAS_SAID)
    def test_ignores_later_claims(
        self,
        said: list[tuple[StanceValue, int]],
        resolution: ResolutionRow | None,
        later: list[tuple[StanceValue, int]],
    ) -> None:
        first = score_one(said, resolution).result
        late = [(stance, at + KNOWN) for stance, at in later]

        if first not in {"without_sign", "open"}:
            assert score_one([*said, *late], resolution).result == first

    @derandomized
    @given(WHAT_WAS_SAID, RESOLUTIONS, st.integers(1, 9))
    def test_ignores_stances_without_a_side(
        self,
        said: list[tuple[StanceValue, int]],
        resolution: ResolutionRow | None,
        at: int,
    ) -> None:
        for stance in ("no_evidence", "noncommittal"):
            more = [*said, (stance, at)]
            assert (
                score_one(more, resolution).result == score_one(said, resolution).result
            )

    @derandomized
    @given(WHAT_WAS_SAID, RESOLUTIONS)
    def test_inverted_stances_invert_the_result(
        self, said: list[tuple[StanceValue, int]], resolution: ResolutionRow | None
    ) -> None:
        turned = [(TURNED.get(stance, stance), at) for stance, at in said]
        other = dict(zip(DECIDED, reversed(DECIDED), strict=True))

        first = score_one(said, resolution).result

        assert score_one(turned, resolution).result == other.get(first, first)


class TestTally:
    @derandomized
    @given(
        st.dictionaries(
            st.tuples(st.integers(1, 3), st.integers(1, 5)), WHAT_WAS_SAID, max_size=9
        ),
        st.dictionaries(st.integers(1, 5), RESOLUTIONS.filter(bool)),
    )
    def test_counts_each_pair_once(
        self, said: dict[Any, Any], resolutions: dict[int, ResolutionRow]
    ) -> None:
        stances = {
            pair: sorted(
                (row(*one, fact_id=pair[1]) for one in spoken),
                key=lambda one: one.dated_at,
            )
            for pair, spoken in said.items()
        }

        counted = tally(score(stances, resolutions))

        assert sum(counted.results.values()) == counted.units == len(said)
        assert counted.claims == sum(map(len, said.values()))
        assert counted.facts == len({fact for _, fact in said})
        assert counted.sources == len({source for source, _ in said})
        for name in RESULTS:
            assert 0 <= counted.hedged[name] <= counted.results[name]


class TestRate:
    @pytest.mark.parametrize("borne_out", range(13))
    def test_is_the_share_with_the_interval_of_scipy(self, borne_out: int) -> None:
        interval = binomtest(borne_out, 12).proportion_ci(0.95, method="wilson")

        figure = rate(tally(units(borne_out, 12 - borne_out)))

        ends = (figure.value, figure.low, figure.high)
        expected = (borne_out / 12, interval.low, interval.high)
        assert ends == pytest.approx(expected, abs=1e-12)
        assert (figure.n, figure.reason) == (12, None)

    def test_is_none_for_fewer_than_ten_pairs(self) -> None:
        few, enough = rate(tally(units(9, 0))), rate(tally(units(9, 1)))

        assert (few.value, few.low, few.high, few.n) == (None, None, None, 9)
        assert few.reason == "Only 9 were borne out or were not: a number needs 10."
        assert enough.value == 0.9

    def test_is_none_with_the_given_reason_if_refused(self) -> None:
        figure = rate(tally(units(20, 0)), refused="It is nobody's.")

        assert (figure.value, figure.reason, figure.n) == (None, "It is nobody's.", 20)


class TestBrierScore:
    def test_is_the_mean_of_stated_probabilities(self) -> None:
        figure = brier_score(units(10, 10))

        assert figure.value == pytest.approx((0.04 + 0.64) / 2)
        assert figure.n == 20

    def test_counts_only_facts_with_a_clear_resolution(self) -> None:
        others = score(
            {(1, fact): [stated("supports", 1, 1)] for fact in range(4)},
            {1: resolved("ambiguous"), 2: resolved("annulled")},
        )

        assert brier_score([*units(10, 0), *others]).n == 10

    def test_is_none_for_fewer_than_ten_forecasts(self) -> None:
        figure = brier_score(units(5, 4))

        assert (figure.value, figure.n) == (None, 9)
        assert figure.reason
        assert figure.reason.startswith("Only 9 ")
