"""docs/search.md: its queries match the documented texts."""

import re

import pytest

from db.search.analyser import search_text
from db.search.grammar import parse
from db.search.matching import matches
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "search.md").read_text("utf-8")
ROWS = re.findall(r"^\| (.+) \| `(.+)` \| (yes|no) \|$", PAGE, re.MULTILINE)
QUERIES = PAGE.partition("## Queries")[2].partition("\n## ")[0]
FORMS = re.findall(r"^\| `([^|`]+)` \|", QUERIES, re.MULTILINE)


@pytest.mark.parametrize(("text", "query", "found"), ROWS)
def test_queries_match_the_documented_texts(text: str, query: str, found: str) -> None:
    assert len(ROWS) == 18

    assert matches(parse(query), search_text([text])) == (found == "yes")


@pytest.mark.parametrize("query", FORMS)
def test_documented_queries_are_valid(query: str) -> None:
    assert len(FORMS) == 6

    assert parse(query)
