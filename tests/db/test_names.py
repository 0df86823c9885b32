"""When two names are equal."""

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.values.names import descriptor_key, match_key, statement_form, trimmed
from db.values.text import fold
from db.values.written_forms import is_blank, is_invisible

ANY_TEXT = st.text(max_size=40)
LETTERS = st.characters(categories=["Lu", "Ll", "Lo", "Lt"])
MARKED = "éèêëāãåçñöøłđğşžиййїєґαάώßẞıñḍṛがぎばぱदड़"
# What is typed for one sign, written out here so that a sign that the product forgets
# is missed.
TYPED = {
    "'": "‘’‚‛‹›′ʼ`´＇",
    '"': "“”„‟«»″〝〞〟＂「」『』",
    "-": "‐‑‒–—―−⸺⸻﹘﹣－",
    " ": ["\t", "\n", "\r\n", "\u00a0", "\u2009", "\u202f", "\u3000", "  ", " \n "],
}
EVERY_LETTER = [
    one
    for one in map(chr, range(0x110000))
    if unicodedata.category(one) in {"Lu", "Ll", "Lt", "Lo", "Lm"}
    and one not in TYPED["'"]
]
SEVERAL = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\u0587]")  # letters in one glyph
ARABIC_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefe]")
ARABIC = str.maketrans("ىیکٱآأإ", "ييكاااا", "\u0640")


class TestMatchKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Dana Whit", "dana  WHIT "),
            ("Dana Whit", "Dana\nWhit"),
            ("Dana Whit", "Da\u00adna\u200b Whit"),
            ("Dana Whit", "\ufeff\u200eDana Whit\u200f"),
            ("Máire O’Neil", "máire o'neil"),
            ("Máire", "Ma\u0301ire"),
            ("Smith–Jones", "Smith-Jones"),
            ("“Red” Ken", '"Red" Ken'),
            ("ΣΊΣΥΦΟΣ", "Σίσυφος"),
            ("ЗЕЛЕНСЬКИЙ", "Зеленський"),
            ("علي", "علی"),
            ("كتاب", "کتاب"),
            ("أحمد", "احمد"),
            ("محمـــد", "محمد"),
            ("ẞ", "ß"),
            ("Ångström", "A\u030angstro\u0308m"),
        ],
    )
    def test_is_equal_for_differences_of_typing(self, one: str, other: str) -> None:
        assert match_key(one) == match_key(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("ふくた さとし", "ふくだ さとし"),
            ("はは", "ぱぱ"),
            ("Weiß", "Weiss"),
            ("Łukasz", "Lukasz"),
            ("Søren", "Soren"),
            ("Peña", "Pena"),
            ("Müller", "Muller"),
            ("Зеленський", "Зеленскии"),
            ("Yıldırım", "Yildirim"),
            ("दाना", "दना"),
            ("लड़का", "लडका"),
            ("Aleš", "Ales"),
            ("می\u200cخواهم", "میخواهم"),
            ("Jo Ann", "Joann"),
            ("ᾳ", "αι"),
            ("فؤاد", "فواد"),
        ],
    )
    def test_differs_for_other_letters_and_marks(self, one: str, other: str) -> None:
        assert match_key(one) != match_key(other)

    def test_folds_turkish_capitals_by_language(self) -> None:
        assert match_key("ISPARTA", language="tr") == match_key("ısparta")
        assert match_key("İZMİR", language="tr-TR") == match_key("izmir")
        assert match_key("ISPARTA") == match_key("isparta")

    def test_is_never_empty(self) -> None:
        assert match_key("ـ") == "ـ"

    @settings(max_examples=300)
    @given(ANY_TEXT)
    def test_is_idempotent(self, text: str) -> None:
        assert match_key(match_key(text)) == match_key(text)
        assert unicodedata.is_normalized("NFC", match_key(text))
        assert descriptor_key(descriptor_key(text)) == descriptor_key(text)

    @settings(max_examples=300)
    @given(ANY_TEXT, st.sampled_from(["NFC", "NFD"]))
    def test_is_the_same_in_every_normal_form(self, text: str, form: str) -> None:
        assert match_key(unicodedata.normalize(form, text)) == match_key(text)

    @settings(max_examples=300)
    @given(st.text(LETTERS, max_size=8), LETTERS, LETTERS)
    def test_differs_for_any_other_letter(
        self, name: str, one: str, other: str
    ) -> None:
        cased = {unicodedata.normalize("NFC", x) for x in _cases(one)}
        if cased & {unicodedata.normalize("NFC", x) for x in _cases(other)}:
            return
        if _arabic(one) or _arabic(other):
            return

        assert match_key(f"x{name}{one}") != match_key(f"x{name}{other}")

    @settings(max_examples=200)
    @given(st.text(LETTERS, max_size=8), st.sampled_from(MARKED))
    def test_differs_for_any_other_mark(self, name: str, marked: str) -> None:
        plain = unicodedata.normalize("NFD", marked)[0]

        same = plain == unicodedata.normalize("NFD", marked)
        assert (match_key(f"{name}{plain}z") == match_key(f"{name}{marked}z")) is same

    @pytest.mark.parametrize(
        "other",
        [
            lambda letter: unicodedata.normalize("NFD", letter)[0],
            lambda letter: unicodedata.normalize("NFKC", letter),
            str.casefold,
            str.upper,
            fold,
        ],
        ids=["base", "nfkc", "casefold", "upper", "fold"],
    )
    def test_distinguishes_all_letters_of_unicode(
        self, other: Callable[[str], str]
    ) -> None:
        """Each letter stays distinct from the letters that other comparisons unify."""
        pairs = [(one, other(one)) for one in EVERY_LETTER if other(one) != one]

        joined = [
            f"{one} {found}"
            for one, found in pairs
            if match_key(f"x{one}z") == match_key(f"x{found}z")
            and _letters(one) != _letters(found)
        ]

        assert joined == []

    @settings(max_examples=300)
    @given(st.data())
    def test_is_equal_for_unified_letters(self, data: st.DataObject) -> None:
        name = data.draw(st.text(st.sampled_from("abcшяжβλ中がé'\"- "), max_size=20))
        typed = ""
        for letter in name:
            typed += data.draw(st.sampled_from([letter, *TYPED.get(letter, letter)]))
            typed += data.draw(st.sampled_from(["", "", "\u00ad", "\u200b", "\ufeff"]))

        assert match_key(f"x{typed.upper()}x") == match_key(f"x{name}x")


class TestDescriptorKey:
    @pytest.mark.parametrize("article", ["a", "A", "the", "The", "a  the"])
    def test_drops_a_leading_article(self, article: str) -> None:
        assert descriptor_key(f"{article} NATO official") == "nato official"

    @pytest.mark.parametrize(
        "name", ["A", "the", "Theresa", "another official", "Russian official"]
    )
    def test_keeps_other_words(self, name: str) -> None:
        assert descriptor_key(name) == name.casefold()


class TestStatementForm:
    @pytest.mark.parametrize(
        "statement",
        [
            "X happens by 2027",
            "X happens by 2027.",
            "X  happens by 2027 .",
            "x happens by 2027。",
        ],
    )
    def test_ignores_a_final_full_stop(self, statement: str) -> None:
        assert statement_form(statement) == "x happens by 2027"

    def test_keeps_other_punctuation(self) -> None:
        assert statement_form("Why?") == "why?"
        assert statement_form("...") == "..."


class TestBlankNames:
    @pytest.mark.parametrize(
        "text", ["", "   ", "\n", "\u200b", "\u00ad \u3000", "\u3164", "\u2800"]
    )
    def test_have_only_invisible_characters(self, text: str) -> None:
        assert is_blank(text)

    def test_whitespace_is_trimmed_and_collapsed(self) -> None:
        assert trimmed(" Dana\n  Whit\u3000") == "Dana Whit"

    def test_names_of_visible_characters_are_not_blank(self) -> None:
        assert not is_invisible("\u06dd")
        assert not is_blank(".")


def _cases(letter: str) -> set[str]:
    return {letter, letter.lower(), letter.upper(), letter.casefold(), letter.title()}


def _letters(text: str) -> str:
    """Return lower-case letters with their marks, which distinguish names."""
    text = SEVERAL.sub(lambda one: unicodedata.normalize("NFKC", one[0]), text)
    text = ARABIC_FORMS.sub(lambda one: unicodedata.normalize("NFKC", one[0]), text)
    composed = unicodedata.normalize("NFC", text).translate(ARABIC)
    return "".join(map(_lower, unicodedata.normalize("NFD", composed)))


def _lower(letter: str) -> str:
    folded = letter.casefold()
    return folded if len(folded) == 1 else letter.lower()


def _arabic(letter: str) -> bool:
    return "ARABIC" in unicodedata.name(letter, "")
