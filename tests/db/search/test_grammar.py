import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.search.grammar import ONLY_EXCLUDES, parse
from db.search.trees import All, Any, Field, Node, Not, OneOf, Phrase, Value
from db.search.typed_fields import NO_COMMA, NO_VALUE
from db.search.typed_words import QueryError


def one(*forms: str) -> OneOf:
    return OneOf(forms)


OUTLET = Field("outlet", (Value("A B", 11, is_quoted=True), Value("7", 17)), 4)
TYPED = 'ab -"()*:,ORANDNTtag北京“\u00ad\0'
SHORT = "A beginning of a word needs 2 letters at least."


class TestParse:
    @pytest.mark.parametrize(
        ("text", "tree"),
        [
            ("Minsk", one("minsk")),
            ("signs", one("signs", "sign")),
            ('"signs"', one("signs")),
            ("no sign", All((one("no"), one("sign")))),
            ("no AND sign", All((one("no"), one("sign")))),
            ('"No sign"', Phrase(("no", "sign"))),
            ("„no sign“ «no sign»", All((Phrase(("no", "sign")),) * 2)),
            ('"no sign', Phrase(("no", "sign"))),
            ("covid-19", Phrase(("covid", "19"))),
            ("mobil*", Phrase(("mobil",), is_open=True)),
            ("no -sign", All((one("no"), Not(one("sign"))))),
            ("no NOT sign", All((one("no"), Not(one("sign"))))),
            ("no - sign", All((one("no"), one("sign")))),
            ("no OR sign", Any((one("no"), one("sign")))),
            ("no (sign OR x)", All((one("no"), Any((one("sign"), one("x")))))),
            ("or and", All((one("or"), one("and")))),
            ("北京市", Phrase(("北京", "京市"))),
            ("北京", one("北京")),
            ("北", Phrase(("北",), is_open=True)),
            ('"北"', Phrase(("北",), is_open=True)),
            ("2022年", Phrase(("2022", "年"), is_open=True)),
            ("http://minsk.by …", Phrase(("http", "minsk", "by"))),
            ("act:denial", Field("act", (Value("denial", 4),), 0)),
            ("no -Outlet:“A B”,7", All((one("no"), Not(OUTLET)))),
            (
                "source:wikidata:Q1 OR x",
                Any((Field("source", (Value("wikidata:Q1", 7),), 0), one("x"))),
            ),
        ],
    )
    def test_returns_a_tree(self, text: str, tree: Node) -> None:
        assert parse(text) == tree

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("…", "Must contain a letter or a digit."),
            ("no (sign", "At character 4: There is no ) for this (."),
            ("no) sign", "At character 3: There is no ( for this )."),
            ("-no", f"At character 1: {ONLY_EXCLUDES}"),
            (
                "a OR -b",
                f"At character 6: {ONLY_EXCLUDES}",
            ),
            ("no OR", "At character 4: OR needs a word before it and after it."),
            ("OR no", "At character 1: OR needs a word before it and after it."),
            ("no NOT", "At character 4: A word to exclude must follow."),
            (
                "no a*",
                "At character 4: A beginning of a word needs 2 letters at least.",
            ),
            ("(" * 9 + "a", "At character 9: Groups may be nested 8 deep at most."),
            ("a " * 33, "Must have 32 words at most."),
            ("tag:" + ",".join("a" * 33), "Must have 32 words at most."),
            ("-act:denial", f"At character 1: {ONLY_EXCLUDES}"),
            ("no source: x", f"At character 4: {NO_VALUE.format('source')}"),
            ('tag:""', f"At character 1: {NO_VALUE.format('tag')}"),
            ("tag:a, b", f"At character 5: {NO_COMMA}"),
            ('tag:a"b"', f"At character 5: {NO_COMMA}"),
            ("title:…", "At character 7: Must contain a letter or a digit."),
        ],
    )
    def test_describes_the_error_and_its_place(self, text: str, message: str) -> None:
        with pytest.raises(QueryError) as refused:
            parse(text)

        assert str(refused.value) == message

    @settings(derandomize=True, max_examples=300)
    @given(
        st.text(st.sampled_from('ab -"()*:,ORANDNTtag北京“\u00ad\0') | st.characters())
    )
    def test_raises_only_query_errors_with_a_valid_position(self, text: str) -> None:
        position = 0
        try:
            parse(text)
        except QueryError as error:
            position = error.position or 0

        assert 0 <= position <= len(text)
