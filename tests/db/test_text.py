import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.values.text import fold, words


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("NATO", "nato"),
            ("Zelenskyý", "zelenskyy"),
            ("Straße", "strasse"),
            ("ÉTÉ", "ete"),
            ("e\u0301te\u0301", "ete"),
            ("\uff23\uff2e\uff2e", "cnn"),
            ("\U0001d40d\U0001d400\U0001d413\U0001d40e", "nato"),
            ("ﬁrst", "first"),
            ("İstanbul", "istanbul"),
            ("Володимир Зеленський", "володимир зеленськии"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
            ("  two  spaces ", "  two  spaces "),
            ("«لا تعليق»", '"لا تعليق"'),
            ("لَا", "لا"),
            ("👩🏽‍🚀", "👩🏽🚀"),
            ("Łukasz", "lukasz"),
            ("Søren", "soren"),
            ("Yıldırım", "yildirim"),
            ("Đorđe Ærø", "dorde aero"),
            ("ふくだ", "ふくだ"),
            ("ふくた", "ふくた"),
            ("हिन्दी", "हिन्दी"),
            ("wasn’t US‑led “no”", 'wasn\'t us-led "no"'),
            ("infra\u00adstruc\u200bture", "infrastructure"),
            ("علي كتاب", fold("علی کتاب")),
            ("محمـــد أحمد", "محمد احمد"),
        ],
    )
    def test_takes_case_accents_and_style_away(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @settings(derandomize=True, max_examples=60)
    @given(st.text())
    def test_changes_nothing_that_is_folded(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @settings(derandomize=True, max_examples=60)
    @given(st.text())
    def test_does_not_tell_cases_apart(self, text: str) -> None:
        assert fold(text.swapcase().casefold()) == fold(text.casefold())


class TestWords:
    def test_are_folded_and_each_there_once(self) -> None:
        assert words("  No SIGN,\n no\tsign ") == ("no", "sign,", "sign")

    def test_are_none_in_nothing(self) -> None:
        assert words(" \n") == ()
