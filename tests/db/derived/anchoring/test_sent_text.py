"""Offsets in a text as it was sent, converted to the stored text."""

from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.derived.anchoring.sent_text import SentText
from db.values.stored_text import as_stored
from tests.rounds import drawn

derandomized = drawn(100)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
# Marks in any order, letters that compose with the one before, and line ends.
joining = st.text(
    st.sampled_from(
        "ab e\n\r\u0301\u0323\u0308\u0344\u0f71\u0f72\u0f73\u1100\u1161\u11a8\uac00"
        "\u09c7\u09be\u0958\ufb1d\u212b\u3099か\U0002f800\U0001d15e😀\u200d"
    ),
    max_size=12,
)
texts = anything | joining
FORMS = [None, "NFC", "NFD", "NFKC", "NFKD"]
ENDS = ["\n", "\r\n", "\r"]


def in_form(text: str, form: str | None, end: str) -> str:
    """Return a text as another program would send it."""
    written = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", end)
    return normalize(form, written) if form else written  # type: ignore[arg-type]


class TestAsStored:
    @derandomized
    @given(texts)
    @example("\n\u0301")
    def test_is_nfc_with_line_feeds(self, text: str) -> None:
        unified = text.replace("\r\n", "\n").replace("\r", "\n")

        assert as_stored(text) == normalize("NFC", unified)

    @derandomized
    @given(st.text(st.sampled_from("a\u0301\u0323\u0f73\u0344\u05b0"), min_size=40))
    def test_sorts_long_runs_of_marks_like_nfc(self, text: str) -> None:
        assert as_stored(text) == normalize("NFC", text)

    def test_sorts_half_a_million_marks(self) -> None:
        """Sorted by insertion, half a million of them would take ten minutes."""
        stored = as_stored("e" + "\u0301\u0323" * 250_000)

        assert (stored[0], len(stored)) == ("\u1eb9", 500_000)


class TestPlace:
    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ("Dateline.\r\nLine.\r\n\r\n“We will rebuild,” she said.\r\n", "We will"),
            ("one\rtwo\r\nthree\nfour", "three"),
            ("Il a e\u0301te\u0301 dit: «de\u0301ja\u0300 vu»", "de\u0301ja\u0300 vu"),
            ("\u1112\u1161\u11ab\u1100\u116e\u11a8 says: yes", "says"),
            ("क\u093c\u0958 कहा", "कहा"),
            ("Ѐ и\u0306 сказал\r\n", "сказал"),
            ("か\u3099 と言った", "と言った"),
            ("قا\u0644\u0651\u064e \r\nالمتحدث", "المتحدث"),
        ],
    )
    def test_converted_offsets_have_the_sent_words(self, sent: str, words: str) -> None:
        start = sent.index(words)

        first, last = SentText(sent).place(start, start + len(words))

        assert as_stored(sent)[first:last] == as_stored(words)

    @pytest.mark.parametrize(
        ("sent", "place", "words"),
        [
            ("xe\u0301y", (1, 2), "é"),  # the letter without its mark
            ("xe\u0301y", (2, 3), "é"),  # the mark without its letter
            ("a\r\nb", (0, 2), "a\n"),
            ("a\r\nb", (2, 4), "\nb"),
            ("q\u0307\u0323z", (0, 2), "q\u0323\u0307"),
            ("q\u0307\u0323z", (1, 2), "\u0323\u0307"),
        ],
    )
    def test_offsets_inside_a_unified_sequence_move_outward(
        self, sent: str, place: tuple[int, int], words: str
    ) -> None:
        first, last = SentText(sent).place(*place)

        assert as_stored(sent)[first:last] == words

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ("0\u0f71\u0300\u0f72", "0"),
            ("0\u0300\u0f71", "0"),
            ("q\u0307\u0323\u0308", "q"),
            ("\u0340\u0340", "\u0340"),
        ],
    )
    def test_letters_before_changed_marks_have_offsets_without_them(
        self, sent: str, words: str
    ) -> None:
        assert as_stored(sent) != sent

        assert SentText(sent).place(0, len(words)) == (0, len(as_stored(words)))

    def test_offsets_stay_if_the_text_is_stored_unchanged(self) -> None:
        text = SentText("“Déjà”\n" * 3)

        assert [text.place(n, n + 2) for n in range(20)] == [
            (n, n + 2) for n in range(20)
        ]

    @derandomized
    @given(texts, texts, texts, st.sampled_from(FORMS), st.sampled_from(ENDS))
    def test_converted_offsets_have_the_sent_words_in_any_form(
        self, before: str, words: str, after: str, form: str | None, end: str
    ) -> None:
        parts = [in_form(part, form, end) for part in (before, words, after)]
        sent, start = "".join(parts), len(parts[0])
        text = SentText(sent)

        first, last = text.place(start, start + len(parts[1]))

        stored = [as_stored(part) for part in parts]
        if "".join(stored) == text.stored and parts[1]:
            assert text.stored[first:last] == stored[1]
        else:  # a border lies in what becomes one: the words are in it whole
            kept, left = len(as_stored(sent[:start])), len(as_stored(parts[2]))
            assert first <= kept
            assert len(text.stored) - last <= left or not parts[1]

    @derandomized
    @given(texts, st.data())
    def test_converted_offsets_are_places_where_the_text_can_be_cut(
        self, sent: str, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, len(sent)))
        end = data.draw(st.integers(start, len(sent)))
        text = SentText(sent)

        first, last = text.place(start, end)

        starts = {as_stored(sent[:n]) for n in range(start + 1)}
        ends = {as_stored(sent[n:]) for n in range(end, len(sent) + 1)}
        assert text.stored[:first] in starts
        assert text.stored[last:] in ends
