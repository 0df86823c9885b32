import pytest
from hypothesis import assume, given, settings

from db.search.analyser import search_text
from db.search.grammar import parse
from db.search.matching import FTS5, TSQUERY, matches, written
from db.search.typed_words import QueryError
from tests.db.search.texts import texts


def finds(query: str, text: str, language: str | None = None) -> bool:
    return matches(parse(query), search_text([text], language))


class TestMatches:
    @pytest.mark.parametrize(
        ("query", "text"),
        [
            ("wasn't", "It wasn’t so."),
            ("cafe", "the Café"),
            ("reserve", "mobilised reserves"),
            ("reserves", "a reserve"),
            ('"mobilised reserves"', "No mobilised  reserves."),
            ("no (sign OR trace)", "no trace"),
            ("no -sign", "no trace"),
            ('no -"a sign"', "no sign, a trace"),
            ("mobil*", "mobilised"),
            ("covid-19", "COVID‑19"),
            ("covid-1*", "Covid-19"),
            ("北京", "在北京市"),
            ("北", "在北京市"),
            ("京", "在北京"),
            ("войска", "с войсками"),
            ("مدينة", "في المدينة"),
            ("हिन्दी", "यह हिन्दी है"),
            ("서울", "서울에서"),
            ("ที่", "ที่นี่"),
            ("viet nam", "Việt Nam"),
        ],
    )
    def test_finds_the_query_in_the_text(self, query: str, text: str) -> None:
        assert finds(query, text)

    @pytest.mark.parametrize(
        ("query", "text"),
        [
            ('"reserves mobilised"', "mobilised reserves"),
            ('"reserves"', "a reserve"),
            ("no -sign", "no sign"),
            ('no -"no sign"', "no sign"),
            ("mobil", "mobilised"),
            ("北京市", "北京和京市"),
            ("हन्दी", "हिन्दी"),
            ("войско йод", "воиско иод"),
            ("1000", "10 00"),
        ],
    )
    def test_does_not_find_the_query_in_the_text(self, query: str, text: str) -> None:
        assert not finds(query, text)

    def test_finds_no_phrase_across_two_texts(self) -> None:
        words = search_text(["no signs", "of reserves"])

        assert not matches(parse('"signs of"'), words)
        assert not matches(parse('"reserves sign"'), words)

    @settings(derandomize=True, max_examples=300)
    @given(texts)
    def test_any_text_is_found_by_itself_as_a_phrase(self, text: str) -> None:
        try:
            tree = parse(f'"{text}"')
        except QueryError:
            assume(False)

        assert matches(tree, search_text([text]))


class TestWritten:
    @pytest.mark.parametrize(
        ("query", "fts5", "tsquery"),
        [
            ("signs", '("signs" OR "sign")', "('signs' | 'sign')"),
            ("mobil*", '("mobil"*)', "('mobil':*)"),
            ('"no sign"', '("no" AND "sign")', "('no' & 'sign')"),
            (
                "no OR (a -x)",
                '(("no") OR ((("a")) NOT ("x")))',
                "(('no') | ((('a')) & !('x')))",
            ),
            ('no -"a b"', '(("no"))', "(('no'))"),
            ("si* no", '(("no"))', "(('no'))"),
            ("no -si*", '(("no"))', "(('no'))"),
            ("si* no*", '(("si"*) AND ("no"*))', "(('si':*) & ('no':*))"),
            ("sig* no", '(("sig"*) AND ("no"))', "(('sig':*) & ('no'))"),
            ("no -sig*", '((("no")) NOT ("sig"*))', "((('no')) & !('sig':*))"),
        ],
    )
    def test_returns_the_query_for_fts5_and_tsquery(
        self, query: str, fts5: str, tsquery: str
    ) -> None:
        tree = parse(query)

        assert (written(tree, FTS5), written(tree, TSQUERY)) == (fts5, tsquery)
