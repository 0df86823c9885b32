"""Articles, sources and facts match a search like the test of a row in Python."""

from random import Random
from typing import Any

import pytest

from db.commands.articles import RevisionSpec, add_revision, revise_article
from db.commands.facts import merge_fact, revise_fact
from db.commands.redaction import redact
from db.commands.sources import add_child, merge_source, revise_source, unmerge_source
from db.engine.session import Write
from db.models import Base
from db.queries import articles, facts, sources
from db.queries.filters import named, shape_of
from db.queries.indexed_words import ROWS, list_words
from db.queries.search import index_values
from db.search.grammar import parse
from db.search.matching import matches
from db.search.records import article_words, fact_words, source_words
from db.values.viewer import LOCAL_VIEWER
from tests.db.test_search import WORDS, queries
from tests.db.told import LATER, MONDAY
from tests.factories import make_article, make_fact, make_source

LISTS: dict[str, Any] = {"article": articles, "source": sources, "fact": facts}


def found(write: Write, resource: str, values: dict[str, Any]) -> set[int]:
    """Return the ids that a list shows, which are as many as it counts."""
    write.run_deferred()
    of = {"shape": shape_of(values), "viewer": LOCAL_VIEWER}
    bound, module = {**named(values), "until": LATER}, LISTS[resource]
    rows = write.rows(getattr(module, f"list_{resource}s")(limit=999, **of), **bound)
    (counted,) = write.rows(getattr(module, f"count_{resource}s")(**of), **bound)
    assert counted.total == len(rows)
    return {row.id for row in rows}


def finds(write: Write, resource: str, query: str) -> set[int]:
    return found(write, resource, index_values(parse(query)))


def make(write: Write, resource: str, text: str, more: str) -> tuple[Base, str]:
    """Record something with these words, and return its search text."""
    if resource == "article":
        article = make_article(write, more, title=text, published_from=MONDAY)
        return article, article_words(text, more, None)
    if resource == "fact":
        fact = make_fact(write, statement=text, place=more)
        return fact, fact_words(text, more, fact.slug)
    names = [{"name": more, "kind": "alias"}]
    source = make_source(write, name=text, names=names, new=True)
    return source, source_words(text, [more])


@pytest.mark.parametrize("resource", LISTS)
def test_lists_match_like_the_test_in_python(write: Write, resource: str) -> None:
    random, words = Random(9), dict[int, str]()
    for number in range(40):
        text, more = (
            f"{' '.join(random.choices(WORDS, k=random.randint(1, 4)))} {part}{number}"
            for part in ("n", "m")
        )
        record, searched = make(write, resource, text, more)
        words[record.id] = searched

    for tree in queries():
        expected = {one for one, text in words.items() if matches(tree, text)}
        assert found(write, resource, index_values(tree)) & words.keys() == expected


class TestIndexes:
    def assert_right(self, write: Write) -> None:
        """The indexes are compared with the records."""
        write.run_deferred()
        for resource in ROWS:
            read = list_words(resource=resource, viewer=LOCAL_VIEWER)
            assert not [row for row in write.rows(read, after=0) if row.is_violation]

    def test_follow_the_newest_text_and_the_title(self, write: Write) -> None:
        article = make_article(
            write, "Weird mobilisation.", title="Old", published_from=MONDAY
        )
        assert finds(write, "article", "weird old") == {article.id}

        add_revision(write, article.id, RevisionSpec("Nothing."))
        revise_article(write, article.id, version=None, spec={"title": "New"})

        assert finds(write, "article", "weird OR old") == set()
        assert finds(write, "article", "new nothing") == {article.id}
        self.assert_right(write)

    def test_follow_names_and_merges_of_sources(self, write: Write) -> None:
        source, other = make_source(write, name="Weird"), make_source(write)
        revise_source(write, source.id, version=None, name="Odd")
        alias = {"name": "Strange", "kind": "alias"}
        add_child(write, source.id, "names", spec=alias)
        assert finds(write, "source", "weird") == set()
        assert finds(write, "source", "odd strange") == {source.id}

        merge_source(write, source.id, into_id=other.id, version=None)
        assert finds(write, "source", "strange") == {other.id}
        self.assert_right(write)

        unmerge_source(write, source.id, version=None)
        assert finds(write, "source", "strange") == {source.id}
        self.assert_right(write)

    def test_follow_facts(self, write: Write) -> None:
        fact, other = make_fact(write, statement="Weird."), make_fact(write)
        revise_fact(write, fact.id, version=None, statement="Odd.")
        assert finds(write, "fact", "weird OR odd") == {fact.id}  # weird: its slug

        merge_fact(write, fact.id, into_id=other.id, version=None)
        assert finds(write, "fact", "odd") == set()
        self.assert_right(write)

    @pytest.mark.parametrize("resource", LISTS)
    def test_lose_redacted_text(self, write: Write, resource: str) -> None:
        record, _ = make(write, resource, "Weird thing", "odd matter")
        assert finds(write, resource, "weird matter") == {record.id}

        redact(write, resource, record.id, version=None)

        assert finds(write, resource, "weird OR odd") == set()
        self.assert_right(write)


def test_a_very_long_text_is_found_by_its_first_words_only(write: Write) -> None:
    """The index of PostgreSQL holds no more than a megabyte of words for a row."""
    text = " ".join(f"word{number}" for number in range(100_000))
    article = make_article(write, f"{text} last", published_from=MONDAY)

    assert finds(write, "article", "word1 word9999") == {article.id}
    assert finds(write, "article", "last") == set()
