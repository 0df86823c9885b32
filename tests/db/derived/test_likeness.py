import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.derived import likeness as comparing
from db.derived.likeness import ALIKE, MAX_WORDS, likeness

NAMES = st.text(alphabet="abcджzñç '-.1 ", max_size=24)


class TestLikeness:
    @pytest.mark.parametrize(
        ("name", "other"),
        [
            ("Jens Stoltenberg", "jens STOLTENBERG"),
            ("Stoltenberg, Jens", "Jens Stoltenberg"),
            ("Володимир Зеленський", "Volodymyr Zelensky"),
            ("Александр Лукашенко", "Alexander Lukashenka"),
            ("Sergei Lavrov", "Sergey Viktorovich Lavrov"),
            ("Erdoğan", "Erdogan"),
            ("Siemens AG", "Siemens Aktiengesellschaft"),
            ("The Goldman Sachs Group, Inc.", "Goldman Sachs Group"),
            ("Gazprom Neft JSC", "Gazprom Neft OAO"),
            ("Good Will Company", "Goodwill Company"),
        ],
    )
    def test_is_high_for_spellings_of_one_name(self, name: str, other: str) -> None:
        assert likeness(name, other) >= ALIKE

    @pytest.mark.parametrize(
        ("name", "other"),
        [
            ("Jens Stoltenberg", "Lloyd Austin"),
            ("Angela Merkel", "Angela Davis"),
            ("Division 4", "Division 5"),
            ("Management", "Management 23"),
            ("Ministry of Health", "Ministry of Defence"),
            ("Roman Fico", "Robert Fico"),
            ("", "Anybody"),
            ("Дождь", "Rain"),
        ],
    )
    def test_is_low_for_different_names(self, name: str, other: str) -> None:
        assert likeness(name, other) < ALIKE

    @given(name=NAMES, other=NAMES)
    def test_is_symmetric_and_between_zero_and_one(self, name: str, other: str) -> None:
        found = likeness(name, other)

        assert 0 <= found <= 1
        assert found == pytest.approx(likeness(other, name))

    @given(name=NAMES)
    def test_is_one_for_equal_names_with_letters_or_digits(self, name: str) -> None:
        expected = 1 if any(c.isalnum() for c in name) else 0

        assert likeness(name, name) == expected

    def test_compares_a_bounded_number_of_words(self) -> None:
        name = " ".join(f"a{number}" for number in range(125))
        before = comparing._alike.cache_info()  # noqa: SLF001 - it counts comparisons

        likeness(name, name[::-1])

        after = comparing._alike.cache_info()  # noqa: SLF001 - it counts comparisons
        asked = after.hits + after.misses - before.hits - before.misses
        assert asked == MAX_WORDS**2
