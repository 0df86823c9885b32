from hypothesis import given
from hypothesis import strategies as st

from db.search.analyser import search_text
from db.search.grammar import parse
from db.search.matching import matches
from db.search.ranking import score
from db.search.snippets import LENGTH, Snippet, Text, snippet
from tests.db.search.texts import texts

LONG = "Nothing happened. " * 30


def shown(query: str, *fields: str) -> tuple[Snippet, list[str]]:
    """Return the snippet of the first texts of a record, and its highlights."""
    found = snippet(parse(query), [Text(one, one) for one in fields], None)
    return found, [found.field[start:end] for start, end in found.highlights]


class TestSnippet:
    def test_highlights_words_as_they_are_printed(self) -> None:
        text = "½ of the soft\u00adware of Café “Minsk” wasn’t there; 1,000 saw 北京市."

        _, words = shown("software cafe wasnt 1000 北京 -there", text)

        assert words == ["soft\u00adware", "Café", "wasn’t", "1,000", "北京"]

    def test_highlights_a_phrase_as_one_place(self) -> None:
        _, words = shown('"no sign" mobil*', "No sign: mobilised; sign, no.")

        assert words == ["No sign", "mobilised"]

    def test_takes_the_field_and_the_piece_with_most_of_the_query(self) -> None:
        text = f"A sign. {LONG}There was no sign of reserves. {LONG}"

        found, words = shown("sign reserves", "A sign", text)

        assert words == ["sign", "reserves"]
        assert found.field == text
        assert len(found.text) <= LENGTH

    def test_begins_at_the_beginning_if_it_finds_nothing(self) -> None:
        found, words = shown("hail", "Rain.", "Snow.")

        assert (found.text, found.start, words) == ("Rain.", 0, [])

    @given(texts, st.sampled_from(["ab*", "ab OR абв*", '"北 京"', "ا", "が", "10*"]))
    def test_has_places_within_its_piece(self, text: str, query: str) -> None:
        found, _ = shown(query, text)

        assert found.text == text[found.start :][: len(found.text)]
        end = found.start + len(found.text)
        assert all(found.start <= a < b <= end for a, b in found.highlights)


class TestScore:
    def test_rises_with_matches_among_few_words(self) -> None:
        query = parse('sign OR "no sign"')
        once = search_text(["A sign"])
        often, phrase = search_text(["Sign, a sign"]), search_text(["No sign"])
        long = search_text([f"A sign {LONG}"])

        assert score(query, long) < score(query, once) < score(query, often)
        assert score(query, once) < score(query, phrase)

    @given(texts)
    def test_is_none_where_nothing_is_found(self, text: str) -> None:
        query, words = parse("ab б -в"), search_text([text])

        assert score(query, words) > 0 or not matches(query, words)
