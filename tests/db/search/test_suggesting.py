from string import ascii_lowercase

from db.search.suggesting import (
    best_match,
    deletions,
    prefix_bits,
    similar_words,
    typed_deletions,
    typed_words,
)


class TestTypedWords:
    def test_are_folded(self) -> None:
        assert typed_words("Żel  al-As") == ("zel", "al", "as")

    def test_scripts_without_spaces_are_split_into_pairs(self) -> None:
        assert typed_words("北京市") == ("北京", "京市")
        assert typed_words("北") == ("北",)

    def test_text_without_letters_has_no_words(self) -> None:
        assert typed_words(" -…") == ()


class TestPrefixBits:
    def test_of_a_name_have_those_of_each_beginning_of_its_words(self) -> None:
        name = prefix_bits(["anna", "зеленський"])

        for typed in ("a", "an", "ann", "anna", "з", "зелен", "зеленський"):
            assert prefix_bits([typed]) & ~name == 0, typed

    def test_differ_for_most_other_words(self) -> None:
        name = prefix_bits(["anna", "reed"])

        assert [
            one for one in ("bob", "kim", "zoe") if not prefix_bits([one]) & ~name
        ] == []

    def test_of_latin_letters_differ_from_all_other_prefixes(self) -> None:
        words = ["niti", "bobo", "zora"]

        for letter in ascii_lowercase.translate(str.maketrans("", "", "nbz")):
            assert prefix_bits([letter]) & ~prefix_bits(words), letter

    def test_are_a_positive_number_of_both_databases(self) -> None:
        assert 0 < prefix_bits(map(chr, range(100, 1000))) < 2**63


class TestDeletions:
    def test_similar_spellings_share_a_deletion(self) -> None:
        for typed in (
            "zelnsky",
            "zlensky",
            "zeelensky",
            "ezlensky",
            "zalensky",
            "zeln",
        ):
            assert {*typed_deletions(typed)} & deletions("zelensky"), typed

    def test_short_words_have_no_deletions(self) -> None:
        assert deletions("nato")
        assert not deletions("cia")


class TestSimilarWords:
    def test_finds_words_with_one_wrong_letter_in_their_beginning(self) -> None:
        words = ["zelensky", "zelinsky", "zelnik", "selensky"]

        assert similar_words("zelnsky", words) == ["zelensky", "zelinsky"]
        assert similar_words("zeln", words) == ["zelensky", "zelinsky"]

    def test_excludes_the_word_itself(self) -> None:
        assert similar_words("zelensky", ["zelensky"]) == []


class TestBestMatch:
    def test_prefers_the_whole_name_then_its_beginning(self) -> None:
        ranks = [
            best_match([name], [["ann"]])
            for name in ("Ann", "Anna Reed", "Lee Ann", "Reed")
        ]

        assert [one and one.rank for one in ranks] == [0, 1, 2, None]

    def test_returns_the_places_of_the_words(self) -> None:
        match = best_match(["Reed", "Anna «Ann» Reed"], [["reed", "an"]])

        assert match is not None
        assert [match.name[start:end] for start, end in match.places] == [
            "Anna",
            "Ann",
            "Reed",
        ]

    def test_adjacent_pairs_of_letters_are_one_place(self) -> None:
        match = best_match(["北京市"], [["北京", "京市"]])

        assert match is not None
        assert match.places == [(0, 3)]
