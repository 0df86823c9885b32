"""Near-duplicate texts."""

from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.derived.near_texts import BANDS, NEAR, Signature, likeness, signature

STORED = 7789889867848157668, 2686413035204187292  # two bands of forty words
WORDS = [f"word{number}" for number in range(3000)]
CHARACTERS = "".join(map(chr, range(0x4E00, 0x5E00)))


def sampled(text: str) -> Signature:
    found = signature(text)
    assert found
    return found


def prose(seed: int, length: int = 600) -> list[str]:
    return Random(seed).choices(WORDS, k=length)


def is_found(text: str, other: str) -> bool:
    """Return whether one text is a candidate for the other, and nearly the same."""
    one, two = sampled(text), sampled(other)
    shares_a_band = any(a == b for a, b in zip(one, two, strict=True))
    return shares_a_band and likeness(one, two) >= NEAR


def is_found_again(seed: int, *, changes: int) -> bool:
    """Return whether a text of 900 words is found after ``changes`` to its words."""
    text = prose(seed, 900)
    other, random = list(text), Random(seed)
    for _ in range(changes):
        other[random.randrange(len(other))] = "changed"
    return is_found(" ".join(text), " ".join(other))


def exact(text: list[str], other: list[str]) -> float:
    """Return the Jaccard index of two texts."""
    one, two = ({tuple(t[i : i + 5]) for i in range(len(t) - 4)} for t in (text, other))
    return len(one & two) / len(one | two)


class TestSignature:
    def test_has_a_number_of_64_bits_for_each_band(self) -> None:
        found = sampled(" ".join(prose(1)))

        assert len(found) == BANDS
        assert all(-(2**63) <= one < 2**63 for one in found)

    def test_equals_the_stored_signature(self) -> None:
        """Signatures are stored: those of another algorithm would match nothing."""
        assert sampled(" ".join(WORDS[:40]))[:2] == STORED

    @pytest.mark.parametrize("text", ["", "…", " ".join(WORDS[:19])])
    def test_is_none_for_a_short_text(self, text: str) -> None:
        assert signature(text) is None

    @given(st.text())
    def test_does_not_depend_on_line_breaks(self, text: str) -> None:
        printed = f"{' '.join(WORDS[:20])} {text}"

        assert signature(printed.replace(" ", "\n")) == signature(printed)

    def test_of_a_megabyte_is_computed_within_the_time_limit(self) -> None:
        start = process_time()

        sampled(" ".join(prose(2, 150_000)))

        assert process_time() - start < 5  # a slow machine

    def test_of_ten_megabytes_is_computed_within_the_time_limit(self) -> None:
        text = " ".join(prose(3, 150_000))
        start = process_time()

        sampled(text * 10)

        assert process_time() - start < 5  # a slow machine


class TestLikeness:
    @given(st.integers(0, 2**32))
    def test_finds_a_long_text_with_one_changed_word(self, seed: int) -> None:
        assert is_found_again(seed, changes=1)

    def test_finds_most_long_texts_with_three_changed_words(self) -> None:
        """The estimate is too low for one of a thousand."""
        found = [is_found_again(seed, changes=3) for seed in range(100)]

        assert sum(found) >= 99

    @given(st.integers(0, 2**32))
    def test_does_not_find_unrelated_texts(self, seed: int) -> None:
        assert not is_found(" ".join(prose(seed)), " ".join(prose(seed + 1)))

    def test_does_not_find_a_text_with_a_tenth_of_new_words(self) -> None:
        text = prose(4)

        assert not is_found(" ".join(text), " ".join([*text, *prose(5, 120)]))

    @pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.3, 0.6, 0.9])
    def test_is_near_the_jaccard_index(self, share: float) -> None:
        off = []
        for seed in range(20):
            text = prose(seed)
            kept = round(len(text) * (1 - share))
            other = [*text[:kept], *prose(seed + 100, len(text) - kept)]
            estimate = likeness(sampled(" ".join(text)), sampled(" ".join(other)))
            off.append(estimate - exact(text, other))

        assert abs(sum(off) / len(off)) < 0.03
        assert max(map(abs, off)) < 0.15

    def test_compares_letters_in_texts_without_spaces(self) -> None:
        text = "".join(Random(6).choices(CHARACTERS, k=500))
        changed = text[:250] + "你" + text[251:]

        assert is_found(text, changed)
        assert not is_found(text, "".join(Random(7).choices(CHARACTERS, k=500)))

    def test_compares_short_texts_too(self) -> None:
        text = WORDS[:25]

        assert is_found(" ".join(text), " ".join(text).upper())
        assert not is_found(" ".join(text), " ".join([*text[:12], "x", *text[13:]]))
