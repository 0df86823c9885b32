"""Two texts word by word; no database is needed."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.word_diff import MOST_SHOWN, MOST_WORDS, word_diff

WORDS = st.lists(
    st.sampled_from(["rain ", "hail ", "\u202e", "<b>", "\n"]), max_size=20
)
TEXTS = WORDS.map("".join)


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


def shown(old: Any, new: Any) -> str:
    signs = {"same": "", "removed": "-", "added": "+"}
    return "|".join(f"{signs[one.kind]}{one.text}" for one in word_diff(old, new))


class TestWordDiff:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("It rained.", "It hailed.", "It |-rained|+hailed|."),
            ("", "New", "+New"),
            (None, "New", "+New"),
            ("Old", None, "-Old"),
            ("a b c", "a c", "a |-b |c"),
            ("same", "same", "same"),
            (1, 2, "-1|+2"),
            (True, None, "-true"),
        ],
    )
    def test_marks_different_words(self, old: Any, new: Any, expected: str) -> None:
        assert shown(old, new) == expected

    def test_compares_lists_by_their_lines(self) -> None:
        assert shown(["rain"], ["rain", "hail"]) == '[\n  "rain"|+,\n  "hail"|\n]'

    @given(TEXTS, TEXTS)
    def test_has_all_of_both_texts(self, old: str, new: str) -> None:
        pieces = word_diff(old, new)

        before = "".join(one.text for one in pieces if one.kind != "added")
        after = "".join(one.text for one in pieces if one.kind != "removed")
        assert (before, after) == (old, new)

    def test_compares_entirely_different_words_quickly(self) -> None:
        old, new = (" ".join(map(str, range(at, at + 900))) for at in (0, 1000))
        began = process_time()

        pieces = word_diff(old, new)

        assert process_time() - began < 0.5
        assert len(pieces) > 2 * 900

    def test_replaces_very_long_texts_as_a_whole(self) -> None:
        old, new = (f"{word} " * (MOST_WORDS + 1) for word in ("rain", "hail"))

        pieces = word_diff(f"Once {old}", f"Once {new}")

        assert [one.kind for one in pieces] == ["same", "removed", "added", "same"]
        assert max(len(one.text) for one in pieces) == MOST_SHOWN + 1
