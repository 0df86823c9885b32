from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.commands.claims.spans import CONTEXT, MAX_CANDIDATES, Selector, anchor
from db.errors import InvalidError
from db.models import Span

TEXT = "He said “no sign”. Later she said “no sign”, and they said nothing."
EMOJI = "🛰️ says 👩🏽‍🚀: “go”"
COMBINING = "Il a été dit, q\u0323\u0307, dit-il"
ARABIC = "قال المتحدث: «لا تعليق»، ثم قال المتحدث شيئًا."
LINES = "One.\n\n  Two,  \n“three”\n"

derandomized = settings(derandomize=True, max_examples=60, deadline=None)


def content(**values: Any) -> Selector:
    return Selector("content", **values)


def located(text: str | None, selector: Selector) -> Span:
    (span,) = anchor(text, [selector], chain_length=1)
    return span


def refusal(text: str | None, selector: Selector) -> InvalidError:
    with pytest.raises(InvalidError) as caught:
        anchor(text, [selector], chain_length=1)
    return caught.value


def places(text: str, selector: Selector) -> list[int]:
    """Return where the words are found, or may be meant to stand."""
    try:
        return [located(text, selector).start]
    except InvalidError as error:
        return [candidate["start"] for candidate in error.candidates]


class TestAnchor:
    @pytest.mark.parametrize(
        ("text", "exact"),
        [
            (TEXT, "they said"),
            (EMOJI, "🛰️"),
            (EMOJI, "🏽"),
            (EMOJI, "“go”"),
            (COMBINING, "été"),
            (COMBINING, "\u0307"),
            (ARABIC, "«لا تعليق»"),
            (ARABIC, "ئ"),
            (LINES, "\n\n  Two,  \n"),
            (LINES, "”\n"),
            (LINES, LINES),
        ],
    )
    def test_counts_code_points_and_strips_nothing(self, text: str, exact: str) -> None:
        span = located(text, content(exact=exact))

        assert text[span.start : span.end] == span.exact == exact
        assert (span.anchor, span.seq, span.position) == ("exact", 1, None)

    def test_keeps_the_words_around(self) -> None:
        text = "a" * 40 + "WORDS" + "b" * 3

        span = located(text, content(start=40, end=45))

        assert (span.prefix, span.suffix) == ("a" * CONTEXT, "bbb")

    @pytest.mark.parametrize(
        ("around", "start"),
        [
            ({"prefix": "He said “"}, 9),
            ({"suffix": "”, and"}, 35),
            ({"prefix": "said “", "suffix": "”. "}, 9),
            ({"start": 35, "end": 42}, 35),
        ],
    )
    def test_tells_places_apart_by_what_is_around(
        self, around: dict[str, Any], start: int
    ) -> None:
        assert located(TEXT, content(exact="no sign", **around)).start == start

    def test_lists_the_places_if_there_are_several(self) -> None:
        error = refusal(TEXT, content(exact="no sign"))

        assert (error.code, error.path) == ("ambiguous", ("spans", 0, "exact"))
        assert error.candidates == [
            {"start": 9, "end": 16, "prefix": TEXT[:9], "suffix": TEXT[16:48]},
            {"start": 35, "end": 42, "prefix": TEXT[3:35], "suffix": TEXT[42:74]},
        ]

    def test_finds_words_that_overlap_themselves(self) -> None:
        error = refusal("nanana", content(exact="nana"))

        assert [place["start"] for place in error.candidates] == [0, 2]

    def test_finds_moved_words_whatever_stands_around_them_now(self) -> None:
        old = content(exact="they said", prefix="so ", suffix="!", moved=True)

        span = located(TEXT, old)

        assert (span.start, span.anchor) == (TEXT.index("they"), "moved")
        assert span.prefix == TEXT[span.start - 32 : span.start]

    def test_prefers_moved_words_with_what_stood_around_them(self) -> None:
        old = content(exact="no sign", prefix="She said “", suffix="”, and", moved=True)
        same = content(exact="no sign", prefix="she said “", moved=True)

        assert refusal(TEXT, old).code == "ambiguous"
        assert (located(TEXT, same).start, located(TEXT, same).anchor) == (35, "exact")

    def test_lists_a_bounded_number_of_places(self) -> None:
        error = refusal("e" * 1000, content(exact="e"))

        assert "stand 1000 times" in str(error)
        assert len(error.candidates) == MAX_CANDIDATES

    @pytest.mark.parametrize(
        ("selector", "code", "field"),
        [
            (content(exact="no signal"), "not_found", "exact"),
            (content(exact="HE SAID"), "not_found", "exact"),
            (content(exact="no sign", prefix="we said “"), "not_found", "exact"),
            (content(exact="nothing.", suffix="!"), "not_found", "exact"),
            (content(exact="He", prefix="x"), "not_found", "exact"),
            (content(start=0, end=2, exact="She"), "mismatch", "exact"),
            (content(start=9, end=16, suffix="”,"), "mismatch", "prefix"),
            (content(start=60, end=69), "out_of_range", "end"),
            (content(start=5, end=5), "out_of_range", "start"),
            (content(start=5, end=4), "out_of_range", "start"),
            (content(start=-2, end=4), "out_of_range", "start"),
            (content(), "missing", "exact"),
            (content(exact=""), "missing", "exact"),
            (content(start=3), "missing", "exact"),
        ],
    )
    def test_refuses_what_does_not_stand_there(
        self, selector: Selector, code: str, field: str
    ) -> None:
        error = refusal(TEXT, selector)

        assert (error.code, error.path) == (code, ("spans", 0, field))

    def test_says_where_the_words_stand_instead(self) -> None:
        errors = [
            refusal(TEXT, content(start=0, end=4, exact="no sign")),
            refusal(TEXT, content(exact="no sign", prefix="x")),
        ]

        for error in errors:
            assert [one["start"] for one in error.candidates] == [9, 35]

    def test_refuses_any_span_without_a_text(self) -> None:
        error = refusal(None, content(exact="He"))

        assert error.path == ("spans", 0)

    def test_numbers_the_spans_of_each_part(self) -> None:
        given = [
            content(start=0, end=2),
            Selector("cue", 1, start=3, end=7),
            content(start=9, end=16),
            Selector("cue", 2, start=29, end=33),
            Selector("cue", 1, start=3, end=5),
        ]

        spans = anchor(TEXT, given, chain_length=2)

        assert [(span.part, span.position, span.seq) for span in spans] == [
            ("content", None, 1),
            ("cue", 1, 1),
            ("content", None, 2),
            ("cue", 2, 1),
            ("cue", 1, 2),
        ]

    @pytest.mark.parametrize(
        ("part", "position", "chain", "found"),
        [
            ("source", None, 1, 1),
            ("cue", None, 1, 1),
            ("source", 2, 2, 2),
            ("cue", None, 0, None),
        ],
    )
    def test_belongs_to_a_step(
        self, part: str, position: int | None, chain: int, found: int | None
    ) -> None:
        selector = Selector(part, position, exact="Later")
        (span,) = anchor(TEXT, [selector], chain_length=chain)

        assert span.position == found

    @pytest.mark.parametrize(
        ("part", "position", "chain", "message"),
        [
            ("content", 1, 1, "belongs to the whole claim"),
            ("source", None, 2, "Say to which step this belongs: 1 to 2"),
            ("cue", None, 2, "Say to which step"),
            ("source", None, 0, "Say to which step"),
            ("source", 2, 1, "has no position 2"),
            ("source", 0, 1, "has no position 0"),
            ("cue", -1, 1, "has no position -1"),
            ("cue", 1, 0, "has no position 1"),
        ],
    )
    def test_refuses_a_step_that_is_not_there(
        self, part: str, position: int | None, chain: int, message: str
    ) -> None:
        selector = Selector(part, position, exact="Later")

        with pytest.raises(InvalidError, match=message) as caught:
            anchor(TEXT, [content(exact="Later"), selector], chain_length=chain)

        assert caught.value.path == ("spans", 1, "position")

    def test_tries_many_places_in_a_long_text_quickly(self) -> None:
        text = "e" * 1_000_000 + "!"

        assert located(text, content(exact="e", suffix="!")).start == 999_999


# Few letters, so that words repeat; with what takes several units or marks to write.
letters = st.sampled_from("ab \n“éا👩🏽\u200d\u0301\u202e")
texts = st.text(letters, min_size=1, max_size=30)


@st.composite
def slices(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


class TestAnyText:
    @derandomized
    @given(slices())
    def test_gives_back_what_offsets_and_words_agree_on(
        self, given_slice: tuple[str, int, int]
    ) -> None:
        text, start, end = given_slice

        span = located(text, content(start=start, end=end, exact=text[start:end]))

        assert (span.start, span.end, span.exact) == (start, end, text[start:end])
        assert text[:start].endswith(span.prefix)
        assert text[end:].startswith(span.suffix)

    @derandomized
    @given(slices(), st.integers(0, 4), st.integers(0, 4))
    def test_finds_words_or_lists_every_place_they_stand(
        self, given_slice: tuple[str, int, int], before: int, after: int
    ) -> None:
        text, start, end = given_slice
        exact = text[start:end]
        prefix, suffix = text[max(0, start - before) : start], text[end : end + after]
        starts = [
            n
            for n in range(len(text))
            if text.startswith(prefix + exact + suffix, n - len(prefix))
            and n >= len(prefix)
        ]

        found = places(text, content(exact=exact, prefix=prefix, suffix=suffix))

        assert found == starts[:MAX_CANDIDATES]

    @derandomized
    @given(texts, texts)
    def test_never_finds_what_is_not_there(self, text: str, words: str) -> None:
        if words in text:
            return

        error = refusal(text, content(exact=words))

        assert (error.code, error.candidates) == ("not_found", [])
