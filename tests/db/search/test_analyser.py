import pytest
from hypothesis import given, settings

from db.search import analyser
from db.search.analyser import MAX_REMEMBERED, MAX_WORD, analyse, search_text
from db.search.stemming import MAX_STEMMED, stem
from tests.db.search.texts import texts

RANDOM = settings(derandomize=True, max_examples=300)


def words(text: str, language: str | None = None) -> list[str]:
    return [word.text for word in analyse(text, language)]


class TestAnalyse:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("No SIGN of it.", "no sign of it"),
            ("wasn’t wasn't wasnʼt", "wasnt wasnt wasnt"),
            ("NATO’s dogs' l’homme м’який", "nato dogs l homme мякий"),
            ("O’Brien they’re Hawaiʻi", "o brien theyre hawaii"),
            ("e‑mail e-mail US–led", "e mail e mail us led"),
            ("soft\u00adware in\u200bvisible", "software invisible"),
            ("1,000 1.000.000 1\u202f000 3.5", "1000 1000000 1000 3 5"),
            ("٣٤ १२ ½ ２", "34 12 1 2 2"),
            ("Straße Ærø Łódź Yıldırım ﬁnance", "strasse aero lodz yildirim finance"),
            ("𝐁𝐨𝐥𝐝 ＣＮＮ", "bold cnn"),
            ("ёлка Зеленський їжак", "елка зеленський їжак"),
            ("الحكومـة مدينة أحمد علی", "الحكومه مدينه احمد علي"),
            ("בְּרֵאשִׁית", "בראשית"),
            ("हिन्दी", "हिन्दी"),
            ("đã Việt Nam", "da viet nam"),
            ("北京市民", "北京 京市 市民 民"),
            ("ｶﾞﾗｽ ジョン・スミス", "ガラ ラス ス ジョ ョン ン スミ ミス ス"),
            ("서울에서", "서울 울에 에서 서"),
            ("ไทย", "ไท ทย ย"),
            ("2022年3月", "2022 年 3 月"),
            ("snake_case a/b http://x.org", "snake case a b http x org"),
            ("", ""),
            ("… — !?", ""),
        ],
    )
    def test_returns_normalised_words(self, text: str, expected: str) -> None:
        assert " ".join(words(text)) == expected

    @pytest.mark.parametrize(
        ("text", "other"),
        [
            ("й", "и"),
            ("かき", "がき"),
            ("ชัย", "ชาย"),
            ("हिन्द", "हन्द"),
            ("मैं", "में"),
            ("ї", "і"),
            ("北京", "北東"),
            ("서울", "서을"),
            ("كتاب", "كاتب"),
            ("שלום", "שלוש"),
        ],
    )
    def test_distinguishes_letters(self, text: str, other: str) -> None:
        assert words(text) != words(other)

    @pytest.mark.parametrize(
        ("language", "text", "other"),
        [
            (None, "signs", "sign"),
            (None, "войсками", "войска"),
            (None, "المدينة", "مدينة"),
            ("de", "Häuser", "Häusern"),
            ("fr-CA", "mobilisées", "mobilisée"),
            ("ru", "signs", "sign"),
        ],
    )
    def test_returns_the_stems_of_a_language(
        self, language: str | None, text: str, other: str
    ) -> None:
        (word,), (simple,) = analyse(text, language), analyse(other, language)

        assert {word.text, *word.stems} & {simple.text, *simple.stems}

    def test_returns_no_stems_for_an_unknown_language(self) -> None:
        (word,) = analyse("війська", "uk")

        assert word.stems == ()

    def test_cuts_very_long_words(self) -> None:
        assert words("a" * 300) == ["a" * 64]

    @RANDOM
    @given(texts)
    def test_returns_the_place_of_each_word(self, text: str) -> None:
        for word in analyse(text):
            assert 0 <= word.start < word.end <= len(text)
            assert word.text[0] in "".join(words(text[word.start : word.end]))

    @RANDOM
    @given(texts)
    def test_a_returned_word_is_returned_again(self, text: str) -> None:
        for word in words(text):
            assert words(word)[0] == word

    @RANDOM
    @given(texts)
    def test_words_have_letters_marks_and_digits_only(self, text: str) -> None:
        assert search_text([text]).replace(" ", "").isprintable()
        for word in words(text):
            assert not set(word) & set("\"'() *:&|!")


class TestSearchText:
    def test_has_words_in_order_and_then_other_stems(self) -> None:
        found = search_text(["No signs.", "Reserves"])

        assert found == " no signs  reserves  sign reserv "

    def test_is_blank_without_words(self) -> None:
        assert search_text(["…", ""]) == "  "


class TestLongWords:
    def test_are_not_stemmed(self) -> None:
        """The algorithms take time with the square of a word."""
        vowels = "\u0627" + "\u064b" * MAX_STEMMED

        assert stem(vowels, "ar") == vowels
        assert stem("running", "en") == "run"

    def test_are_not_cached(self) -> None:
        """So many of them would fill the memory."""
        long = "remember" * (1 + MAX_REMEMBERED // 8)
        memoized = analyser._remembered_forms  # noqa: SLF001 - what it holds
        before = memoized.cache_info().currsize

        assert words(long) == [long[:MAX_WORD]]

        assert memoized.cache_info().currsize == before
