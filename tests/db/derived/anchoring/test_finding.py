"""Words are found with any typing, and words with other letters are not."""

import re
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.derived.anchoring.finding import (
    MAX_PLACES,
    Quote,
    agree,
    find_places,
    stands_after,
    stands_before,
    wrong_context,
)
from db.derived.anchoring.nearest import (
    LEAST_SCORE,
    MAX_LETTERS,
    MAX_NEAREST,
    nearest,
)
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.words import splits_letter
from db.values.text import fold
from db.values.written_forms import APOSTROPHES, DASHES, QUOTES
from tests.rounds import drawn

derandomized = drawn(100)
LIGATURE = re.compile(
    "[\ufb00-\ufb06\ufb13-\ufb17\u0132\u0133\u0587\u01c4-\u01cc\u01f1-\u01f3"
    "\ufb4f-\ufdfd\ufef5-\ufefc]"
)
INVISIBLE = {*"\u00ad\u034f\u200b\u200c\u200d\u200e\u2060\ufeff\ufe0f\u180b"}
EVERY_LETTER = [
    one
    for one in map(chr, range(0x20000))
    if category(one) in {"Lu", "Ll", "Lt", "Lo", "Lm"} and normalize("NFC", one) == one
]
# Typed forms of printed characters.
TYPED = {
    " ": [" ", "\n", "\u00a0", "  ", " \r\n", "\t", "\u3000 "],
    '"': ['"', *QUOTES],
    "'": ["'", *APOSTROPHES],
    "-": ["-", *DASHES],
    "ﬁ": ["ﬁ", "fi"],
    "ĳ": ["ĳ", "ij"],
}


def found(text: str, exact: str, prefix: str = "", suffix: str = "") -> list[str]:
    places = find_places(SearchableText(text), Quote(exact, prefix, suffix))
    return [text[start:end] for start, end in places.found]


def letters(text: str) -> str:
    """Return the letters, marks and digits of a text, without regard to case."""
    expanded = LIGATURE.sub(lambda one: normalize("NFKC", one[0]), text)
    lower = (c.lower() if len(c.lower()) == 1 else c for c in expanded)
    kept = (c for c in lower if c not in INVISIBLE and category(c)[0] in "LMN")
    apart = str.maketrans({"ς": "σ"} | dict.fromkeys(APOSTROPHES, None))
    variants = re.compile("[\ufe00-\ufe0f\u180b-\u180d]")
    return variants.sub("", "".join(kept).translate(apart))


class TestFindPlaces:
    @pytest.mark.parametrize(
        ("text", "exact", "printed"),
        [
            ("Yes: 5\u00a0million euros.", "5 million euros", "5\u00a0million euros"),
            ("It wasn’t us.", "It wasn't us", "It wasn’t us"),
            ("“We will go”", '"We will go"', "“We will go”"),
            ("«Мы идём»", '"Мы идём"', "«Мы идём»"),
            ("「行きます」と言った", '"行きます"', "「行きます」"),
            ("We will not\nraise", "We will not raise", "We will not\nraise"),
            ("We will  go", "We will go", "We will  go"),
            ("We will go", "We will  \t go", "We will go"),
            ("infra\u00adstructure", "infrastructure", "infra\u00adstructure"),
            ("infrastructure", "infra\u00adstructure", "infrastructure"),
            ("می\u200cخواهم", "میخواهم", "می\u200cخواهم"),
            ("the ﬁnal", "the final", "the ﬁnal"),
            ("the final oﬀer", "ﬁnal offer", "final oﬀer"),
            ("a US‑led strike", "US-led", "US‑led"),
            ("2019–2021", "2019-2021", "2019–2021"),
            ("WE WILL GO", "We will go", "WE WILL GO"),
            ("ΟΔΌΣ", "οδός", "ΟΔΌΣ"),
            ("և այլն", "եւ", "և"),
            ("We\u2028will\u2003go", "We will go", "We\u2028will\u2003go"),
        ],
    )
    def test_finds_words_as_they_are_printed(
        self, text: str, exact: str, printed: str
    ) -> None:
        assert found(text, exact)[:1] == [printed]

    @pytest.mark.parametrize(
        ("text", "exact"),
        [
            ("resume", "résumé"),
            ("ふくだ さとし", "ふくた さとし"),
            ("Maße", "Masse"),
            ("Łódź", "Lodz"),
            ("Q\u0307 is one letter", "q"),  # the letter has a mark
            ("the ﬁnal", "inal"),  # begins inside a ligature
            ("ılık", "ilik"),
            ("x²", "x2"),
            ("now here", "nowhere"),  # a space is significant
            ("5.5 million", "55 million"),
            ("", "x"),
            ("abc", "\u00ad"),
        ],
    )
    def test_does_not_find_words_that_differ_by_a_letter_or_mark(
        self, text: str, exact: str
    ) -> None:
        assert found(text, exact) == []

    @pytest.mark.parametrize("form", ["NFD", "NFKC", "casefold", "search"])
    def test_distinguishes_all_letters_of_unicode(self, form: str) -> None:
        """Each letter stays distinct from the letters that other comparisons unify."""
        others = {
            "NFD": lambda one: normalize("NFD", one)[0],
            "NFKC": lambda one: normalize("NFKC", one),
            "casefold": str.casefold,
            "search": fold,
        }
        other = others[form]
        pairs = [(one, other(one)) for one in EVERY_LETTER if other(one) != one]

        taken = [
            f"{printed} {typed}"
            for pair in pairs
            if letters(pair[0]) != letters(pair[1])
            for printed, typed in (pair, pair[::-1])
            if found(f"x{printed}z", f"x{typed}z")
        ]

        assert taken == []

    def test_prefers_exact_matches(self) -> None:
        assert found('we “go” and we "go"', '"go"') == ['"go"']
        assert found("Rain and rain", "rain") == ["rain"]

    def test_distinguishes_places_by_their_context_in_any_spelling(self) -> None:
        text = "One ends.\n\n“We go,” she said. “We go,” they said."

        assert find_places(SearchableText(text), Quote("We go", 'ends. "')).found == (
            (12, 17),
        )
        assert len(found(text, "we go", suffix=',"')) == 2

    def test_returns_a_bounded_number_of_places_and_their_total(self) -> None:
        places = find_places(SearchableText("e" * 1000), Quote("e"))

        assert (len(places.found), places.total) == (MAX_PLACES, 1000)

    @derandomized
    @given(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4),
    )
    def test_found_words_have_the_same_letters_in_any_text(
        self, text: str, exact: str
    ) -> None:
        printed = text + exact.swapcase() + text[::-1]

        for words in found(normalize("NFC", printed), normalize("NFC", exact)):
            assert letters(words) == letters(normalize("NFC", exact))

    @derandomized
    @given(
        st.text(st.sampled_from("aAbé'\" -ﬁfi\u00ad\u0301ßs.ĳ2²"), max_size=40),
        st.text(st.sampled_from("aAbé'\" -ﬁfi\u00ad\u0301ßs.ĳ2²"), min_size=1),
    )
    def test_found_words_have_the_same_letters_in_similar_texts(
        self, text: str, exact: str
    ) -> None:
        text, exact = normalize("NFC", text), normalize("NFC", exact)

        for start, end in find_places(SearchableText(text), Quote(exact)).found:
            assert letters(text[start:end]) == letters(exact)
            assert text[start:end] == exact or not splits_letter(text, end)

    @derandomized
    @given(st.data())
    def test_finds_words_with_any_difference_of_typing(
        self, data: st.DataObject
    ) -> None:
        printed = data.draw(st.text(st.sampled_from("ab é'\"-ﬁĳ."), min_size=1))
        pieces = [data.draw(st.sampled_from(TYPED.get(c, [c]))) for c in printed]
        hidden = data.draw(st.sampled_from(["", "\u00ad", "\u200b", "\ufeff"]))
        typed = hidden.join(re.sub(r"\s+", " ", "".join(pieces)))

        assert found(f"x{printed}y", typed)

    @derandomized
    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.data())
    def test_finds_any_part_of_any_text_in_that_text(
        self, text: str, data: st.DataObject
    ) -> None:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))

        assert text[start:end] in found(text, text[start:end], text[:start])


class TestWrongContext:
    TEXT = "He said “go”. She said “go” too."

    @pytest.mark.parametrize(
        ("prefix", "suffix", "wrong"),
        [
            ("We said “", "", ["prefix"]),
            ("", "” either", ["suffix"]),
            ("We said “", "” too", ["prefix"]),
            ("He said “", "” either", ["suffix"]),
            ("We said “", "” either", ["prefix", "suffix"]),
            ("He said “", "” too", ["suffix"]),  # of the other place
            ('he  said "', '" either', ["suffix"]),
        ],
    )
    def test_returns_the_wrong_sides(
        self, prefix: str, suffix: str, wrong: list[str]
    ) -> None:
        quote = Quote("go", prefix, suffix)

        assert wrong_context(SearchableText(self.TEXT), quote) == wrong


class TestAgree:
    @pytest.mark.parametrize(
        ("printed", "sent", "same"),
        [
            ("wasn’t", "wasn't", True),
            ("a\n b", "a b", True),
            ("Go", "go", True),
            ("go", "got", False),
            ("é", "e", False),
            ("\u00ad", "\u200b", False),  # nothing to see on either side
        ],
    )
    def test_compares_letters_only(self, printed: str, sent: str, same: bool) -> None:
        assert agree(printed, sent) is same

    def test_compares_the_text_before_and_after_a_place(self) -> None:
        text = "One ends.\r\n“go”, two"

        assert stands_before(text, 12, 'ends. "')
        assert not stands_before(text, 12, 'starts. "')
        assert stands_after(text, 14, '", TWO')
        assert not stands_after(text, 14, "three")


class TestNearest:
    TEXT = (
        "The minister said that there was no sign of any frost on the fields, "
        "and Stoltenberg agreed. «Мы не видели никаких признаков мороза», сказал он."
    )

    @pytest.mark.parametrize(
        ("exact", "best"),
        [
            ("there was no sign of frost on the fields", "no sign of any frost"),
            ("Stoltenburg", "Stoltenberg"),
            ("Мы не видим никаких признаков мороза", "никаких признаков мороза"),
        ],
    )
    def test_returns_the_most_similar_text_first(self, exact: str, best: str) -> None:
        (first, *others) = nearest(SearchableText(self.TEXT), exact)

        assert best in self.TEXT[first.start : first.end]
        assert first.score >= LEAST_SCORE
        assert all(first.score >= other.score >= LEAST_SCORE for other in others)

    @pytest.mark.parametrize(
        "exact", ["nowhere", "!", "\u00ad", "x" * 20_000, "ﷺ" * 2000]
    )
    def test_returns_nothing_without_similar_text(self, exact: str) -> None:
        assert nearest(SearchableText(self.TEXT), exact) == []

    def test_returns_a_bounded_number_of_places(self) -> None:
        text = "\n".join(f"It may rain on day {n} of March." for n in range(500))

        assert len(nearest(SearchableText(text), "it may rains on")) <= MAX_NEAREST

    def test_does_not_compare_words_of_thousands_of_letters(self) -> None:
        """To compare a few hundred of them takes seconds."""
        word, other = "ab" * MAX_LETTERS, "ab" * MAX_LETTERS + "b"

        assert nearest(SearchableText(other), word) == []
        assert nearest(SearchableText(f"{other} and more"), f"{word} and more")
