import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.derived.estimative import KNOWN, RANGES, WITHOUT_RANGE, Estimate, estimates
from tests.db.derived.written_rows import derandomized

OTHERS = ("not", "more", "is", "than", "Éire", "’", "-", "", "could not")
WORDS = st.lists(
    st.sampled_from(
        [*{word for phrase in KNOWN for word in phrase}, *WITHOUT_RANGE, *OTHERS]
    )
)


def ranges(*hedges: str) -> list[tuple[float, float] | None]:
    found = estimates(hedges)
    return [(one.low, one.high) if one.low and one.high else None for one in found]


class TestEstimates:
    @pytest.mark.parametrize(
        ("phrase", "ends"),
        [(phrase, ends) for ends, phrases in RANGES.items() for phrase in phrases],
    )
    def test_returns_the_range_of_each_phrase(
        self, phrase: str, ends: tuple[float, float]
    ) -> None:
        assert estimates([phrase.upper()]) == [Estimate(phrase, *ends)]
        assert estimates([f"is {phrase} to"]) == [Estimate(phrase, *ends)]

    @pytest.mark.parametrize("word", sorted(WITHOUT_RANGE))
    def test_returns_words_without_a_range(self, word: str) -> None:
        assert estimates([word]) == [Estimate(word)]

    def test_uses_the_longest_phrase(self) -> None:
        assert ranges("very likely") == [(0.80, 0.95)]
        assert ranges("almost no chance") == [(0.01, 0.05)]

    @pytest.mark.parametrize(
        "hedge",
        [
            "not likely",
            "isn’t likely",
            "not very likely",
            "more likely than not",
            "most likely",
            "less than likely",
            "extremely likely",
            "highly likely",
            "likely as not",
            "as likely as not",
            "far from certain, hardly probable",
        ],
    )
    def test_returns_no_range_for_modified_phrases(self, hedge: str) -> None:
        (estimate,) = estimates([hedge])

        assert (estimate.low, estimate.high) == (None, None)
        assert estimate.word == hedge.replace(",", "")

    @pytest.mark.parametrize(
        "hedge",
        ["", "cannot", "can't", "likelihood", "reportedly", "certain", "no chance"],
    )
    def test_ignores_other_words(self, hedge: str) -> None:
        assert estimates([hedge]) == []

    def test_lists_each_word_once_and_in_order(self) -> None:
        words = [one.word for one in estimates(["Could possibly", "likely", "could"])]

        assert words == ["could", "possibly", "likely"]

    def test_finds_several_phrases_in_one_hedge(self) -> None:
        assert ranges("likely or very likely") == [(0.55, 0.80), (0.80, 0.95)]

    @derandomized
    @given(st.lists(WORDS.map(" ".join)))
    def test_never_returns_half_a_range(self, hedges: list[str]) -> None:
        for estimate in estimates(hedges):
            assert (estimate.low is None) == (estimate.high is None)
            assert estimate.word
            assert estimate.low is None or (estimate.low, estimate.high) in RANGES

    @derandomized
    @given(st.lists(st.text(max_size=30)))
    def test_accepts_any_text(self, hedges: list[str]) -> None:
        assert len(estimates(hedges)) <= sum(map(len, hedges))
