import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values.languages import normal_language

subtags = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    min_size=1,
    max_size=8,
)


class TestNormalLanguage:
    @pytest.mark.parametrize(
        ("tag", "normal"),
        [
            ("EN", "en"),
            ("en-gb", "en-GB"),
            ("EN-GB", "en-GB"),
            ("ZH-HANT-tw", "zh-Hant-TW"),
            ("sr-latn", "sr-Latn"),
            ("es-419", "es-419"),
            ("de-ch-1901", "de-CH-1901"),
            ("SL-NEDIS", "sl-nedis"),
            ("en-US-u-CA-Buddhist", "en-US-u-ca-buddhist"),
            ("De-X-AB-Cdef", "de-x-ab-cdef"),
            ("uk", "uk"),
        ],
    )
    def test_has_the_usual_letter_case(self, tag: str, normal: str) -> None:
        assert normal_language(tag) == normal

    @given(st.lists(subtags, min_size=1, max_size=4).map("-".join))
    def test_changes_only_the_letter_case(self, tag: str) -> None:
        normal = normal_language(tag)

        assert normal.lower() == tag.lower()
        assert normal_language(normal) == normal
        assert normal_language(tag.upper()) == normal
