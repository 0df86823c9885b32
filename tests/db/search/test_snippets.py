from hypothesis import given
from hypothesis import strategies as st

from db.search.analyser import analyse, search_text
from db.search.grammar import parse
from db.search.matching import matches
from db.search.ranking import score
from db.search.snippets import LENGTH, Snippet, Text, shown_words, snippet
from db.search.trees import OneOf, Phrase
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

    def test_shows_the_field_and_passage_with_most_of_the_query(self) -> None:
        text = f"A sign. {LONG}There was no sign of reserves. {LONG}"

        found, words = shown("sign reserves", "A sign", text)

        assert words == ["sign", "reserves"]
        assert found.field == text
        assert len(found.text) <= LENGTH

    def test_shows_the_beginning_if_nothing_matches(self) -> None:
        found, words = shown("hail", "Rain.", "Snow.")

        assert (found.text, found.start, words) == ("Rain.", 0, [])

    def test_shows_the_first_of_two_fields_with_all_words(self) -> None:
        found, words = shown("sign", "A sign", "Sign, sign")

        assert (found.field, words) == ("A sign", ["sign"])

    def test_analyses_no_field_after_one_with_all_words(self) -> None:
        fields = [Text("title", "A sign"), Text("text", 0)]  # type: ignore[arg-type]

        assert snippet(parse("sign"), fields, None).field == "title"

    def test_stops_analysis_after_the_snippet_of_a_single_word(self) -> None:
        words = analyse(f"No sign of it. {LONG * 9} No sign.")

        shown = list(shown_words([OneOf(("sign",))], words))

        assert [one.text for one in shown[:2]] == ["no", "sign"]
        assert shown[-1].end < len("No sign ") + LENGTH
        assert [one.text for one in words][-2:] == ["no", "sign"]

    def test_analyses_the_whole_text_for_phrases_and_several_words(self) -> None:
        text, (one, phrase) = f"A sign. {LONG}", (OneOf(("sign",)), Phrase(("a", "b")))

        for wanted in ([phrase], [one, one], []):
            assert [*shown_words(wanted, analyse(text))] == [*analyse(text)]

    @given(texts, st.sampled_from(["ab*", "ab OR абв*", '"北 京"', "ا", "が", "10*"]))
    def test_highlights_are_within_the_snippet(self, text: str, query: str) -> None:
        found, _ = shown(query, text)

        assert found.text == text[found.start :][: len(found.text)]
        end = found.start + len(found.text)
        assert all(found.start <= a < b <= end for a, b in found.highlights)


class TestScore:
    def test_rises_with_more_matches_and_fewer_words(self) -> None:
        query = parse('sign OR "no sign"')
        once = search_text(["A sign"])
        often, phrase = search_text(["Sign, a sign"]), search_text(["No sign"])
        long = search_text([f"A sign {LONG}"])

        assert score(query, long) < score(query, once) < score(query, often)
        assert score(query, once) < score(query, phrase)

    @given(texts)
    def test_is_positive_for_matching_texts(self, text: str) -> None:
        query, words = parse("ab б -в"), search_text([text])

        assert score(query, words) > 0 or not matches(query, words)
