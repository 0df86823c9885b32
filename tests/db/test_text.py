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
    def test_removes_case_accents_and_style(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @settings(derandomize=True, max_examples=60)
    @given(st.text())
    def test_is_idempotent(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @settings(derandomize=True, max_examples=60)
    @given(st.text())
    def test_ignores_case(self, text: str) -> None:
        assert fold(text.swapcase().casefold()) == fold(text.casefold())


class TestWords:
    def test_are_folded_and_unique(self) -> None:
        assert words("  No SIGN,\n no\tsign ") == ("no", "sign,", "sign")

    def test_blank_text_has_no_words(self) -> None:
        assert words(" \n") == ()
