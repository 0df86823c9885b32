from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.commands.articles import RevisionSpec, prepare
from db.commands.claims import ClaimSpec, Step
from db.commands.claims.spans import CONTEXT, Selector, anchor
from db.derived.anchoring.finding import MAX_PLACES, Quote, agree, find_places
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.errors import InvalidError
from db.models import Span
from tests.rounds import drawn

TEXT = "He said “no sign”. Later she said “no sign”, and they said nothing."
EMOJI = "🛰️ says 👩🏽‍🚀: “go”"
COMBINING = "Il a été dit, q\u0323\u0307, dit-il"
ARABIC = "قال المتحدث: «لا تعليق»، ثم قال المتحدث شيئًا."
LINES = "One.\n\n  Two,  \n“three”\n"

derandomized = drawn(20)


def content(**values: Any) -> Selector:
    return Selector("content", **values)


def searchable(text: str | None) -> SearchableText | None:
    return None if text is None else SearchableText(text)


def located(text: str | None, selector: Selector) -> Span:
    (span,) = anchor(searchable(text), [selector], chain_length=1)
    return span


def refusal(text: str | None, selector: Selector) -> InvalidError:
    with pytest.raises(InvalidError) as caught:
        anchor(searchable(text), [selector], chain_length=1)
    return caught.value


def places(text: str, selector: Selector) -> list[int]:
    """Return the places of the words, or the candidates."""
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

    def test_stores_prefix_and_suffix(self) -> None:
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
    def test_distinguishes_places_by_their_context(
        self, around: dict[str, Any], start: int
    ) -> None:
        assert located(TEXT, content(exact="no sign", **around)).start == start

    def test_error_lists_ambiguous_places(self) -> None:
        error = refusal(TEXT, content(exact="no sign"))

        assert (error.code, error.path) == ("ambiguous", ("spans", 0, "exact"))
        assert error.candidates == [
            {"start": 9, "end": 16, "prefix": TEXT[:9], "suffix": TEXT[16:48]},
            {"start": 35, "end": 42, "prefix": TEXT[3:35], "suffix": TEXT[42:74]},
        ]

    def test_finds_words_that_overlap_themselves(self) -> None:
        error = refusal("nanana", content(exact="nana"))

        assert [place["start"] for place in error.candidates] == [0, 2]

    def test_error_lists_a_bounded_number_of_places(self) -> None:
        error = refusal("e" * 1000, content(exact="e"))

        assert "occur 1000 times" in str(error)
        assert len(error.candidates) == MAX_PLACES

    @pytest.mark.parametrize(
        ("selector", "code", "field"),
        [
            (content(exact="no signal"), "not_found", "exact"),
            (content(exact="he sad"), "not_found", "exact"),
            (content(exact="no sign", prefix="we said “"), "mismatch", "prefix"),
            (content(exact="nothing.", suffix="!"), "mismatch", "suffix"),
            (content(exact="He", prefix="x"), "mismatch", "prefix"),
            (content(start=0, end=2, exact="She"), "mismatch", "exact"),
            (content(start=9, end=16, suffix="”,"), "mismatch", "suffix"),
            (content(start=9, end=16, prefix="she said “"), "mismatch", "prefix"),
            (content(start=60, end=69), "out_of_range", "end"),
            (content(start=5, end=5), "out_of_range", "start"),
            (content(start=5, end=4), "out_of_range", "start"),
            (content(start=-2, end=4), "out_of_range", "start"),
            (content(), "missing", "exact"),
            (content(exact=""), "missing", "exact"),
            (content(start=3), "missing", "exact"),
        ],
    )
    def test_refuses_words_and_offsets_that_do_not_match_the_text(
        self, selector: Selector, code: str, field: str
    ) -> None:
        error = refusal(TEXT, selector)

        assert (error.code, error.path) == (code, ("spans", 0, field))

    def test_error_lists_the_places_of_the_words(self) -> None:
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

        spans = anchor(SearchableText(TEXT), given, chain_length=2)

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
    def test_has_the_position_of_its_step(
        self, part: str, position: int | None, chain: int, found: int | None
    ) -> None:
        selector = Selector(part, position, exact="Later")
        (span,) = anchor(SearchableText(TEXT), [selector], chain_length=chain)

        assert span.position == found

    @pytest.mark.parametrize(
        ("part", "position", "chain", "message"),
        [
            ("content", 1, 1, "belongs to the whole claim"),
            ("source", None, 2, "Send the step of this span as position: 1 to 2"),
            ("cue", None, 2, "Send the step"),
            ("source", None, 0, "Send the step"),
            ("source", 2, 1, "has no position 2"),
            ("source", 0, 1, "has no position 0"),
            ("cue", -1, 1, "has no position -1"),
            ("cue", 1, 0, "has no position 1"),
        ],
    )
    def test_refuses_an_invalid_step(
        self, part: str, position: int | None, chain: int, message: str
    ) -> None:
        selector = Selector(part, position, exact="Later")

        with pytest.raises(InvalidError, match=message) as caught:
            anchor(
                SearchableText(TEXT),
                [content(exact="Later"), selector],
                chain_length=chain,
            )

        assert caught.value.path == ("spans", 1, "position")

    def test_finds_the_last_of_a_million_places(self) -> None:
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


class TestSeveralErrors:
    def test_are_all_reported(self) -> None:
        selectors = [
            content(exact="nowhere"),
            content(exact="He said"),
            content(exact="no sign", prefix="x", suffix="y"),
            Selector("cue", 2, exact="Later"),
        ]

        with pytest.raises(InvalidError) as caught:
            anchor(SearchableText(TEXT), selectors, chain_length=1)

        assert [one.path for one in caught.value.each] == [
            ("spans", 0, "exact"),
            ("spans", 2, "prefix"),
            ("spans", 2, "suffix"),
            ("spans", 3, "position"),
        ]
        assert caught.value.path == ("spans", 0, "exact")


class TestSentText:
    SENT = "Il a e\u0301te\u0301 dit.\r\n“Nous irons,” dit-elle.\r\n"

    @pytest.mark.parametrize("exact", [None, "Nous irons", "nous\u00a0irons"])
    def test_offsets_count_in_the_sent_text(self, exact: str | None) -> None:
        sent, start = SentText(self.SENT), self.SENT.index("Nous")
        selector = content(start=start, end=start + 10, exact=exact)

        (span,) = anchor(
            SearchableText(sent.stored), [selector], chain_length=0, sent=sent
        )

        assert (span.exact, span.start) == ("Nous irons", start - 3)
        assert sent.stored[span.start : span.end] == span.exact

    def test_offsets_may_exceed_the_stored_text(self) -> None:
        sent = SentText("a\r\n" * 10)
        last, beyond = content(start=27, end=30), content(start=27, end=31)

        (span,) = anchor(SearchableText(sent.stored), [last], chain_length=0, sent=sent)
        with pytest.raises(InvalidError, match="ends at 30"):
            anchor(SearchableText(sent.stored), [beyond], chain_length=0, sent=sent)

        assert (span.start, span.end) == (18, 20)

    def test_words_may_begin_within_a_letter(self) -> None:
        """The mark alone is selected; its letter is in the text."""
        sent = SentText("e\u0301x")
        selector = content(start=1, end=3, exact="\u0301x")

        (span,) = anchor(
            SearchableText(sent.stored), [selector], chain_length=0, sent=sent
        )

        assert span.exact == "éx"


class TestAnyText:
    @derandomized
    @given(slices())
    def test_keeps_offsets_and_words_that_agree(
        self, given_slice: tuple[str, int, int]
    ) -> None:
        text, start, end = given_slice

        span = located(text, content(start=start, end=end, exact=text[start:end]))

        assert (span.start, span.end, span.exact) == (start, end, text[start:end])
        assert text[:start].endswith(span.prefix)
        assert text[end:].startswith(span.suffix)

    @derandomized
    @given(slices(), st.integers(0, 4), st.integers(0, 4))
    def test_finds_all_places_of_the_words(
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

        assert found == starts[:MAX_PLACES]

    @derandomized
    @given(texts, texts)
    def test_never_finds_missing_words(self, text: str, words: str) -> None:
        places = find_places(SearchableText(text), Quote(words)).found

        assert all(agree(text[start:end], words) for start, end in places)


class TestPrepare:
    """Words found before a write are stored without another search."""

    SENT = "Le cafe\u0301.\r\nIl a dit \u201cnon\u201d."

    def test_returns_offsets_of_the_stored_text(self) -> None:
        sent = [content(start=14, end=19), content(exact='"non"')]
        step = Selector("source", start=11, end=13, exact="Il")

        stored, (claim,) = prepare(
            RevisionSpec(self.SENT),
            [
                ClaimSpec(
                    {"text": "Oui."}, spans=[*sent, step], attribution=[Step(1, "said")]
                )
            ],
            {},
        )

        assert stored.text == "Le café.\nIl a dit “non”."
        assert [stored.text[one.start : one.end] for one in claim.spans] == [
            "a dit",
            "“non”",
            "Il",
        ]
        assert [one.position for one in claim.spans] == [None, None, 1]
        assert all(one.exact is None for one in claim.spans)

    def test_reports_all_errors(self) -> None:
        claims = [
            ClaimSpec({"text": "Oui."}, spans=[content(exact=one)])
            for one in ("oui", "si")
        ]

        with pytest.raises(InvalidError) as caught:
            prepare(RevisionSpec(self.SENT), claims, {})

        assert [error.path for error in caught.value.each] == [
            ("claims", number, "spans", 0, "exact") for number in range(2)
        ]
