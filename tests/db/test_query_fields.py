"""Fields in queries match like the test of a row in Python, on each database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from db.engine.session import Write
from db.models import Claim
from db.queries.claims import Way, count_claims, list_claims, list_found_claims
from db.queries.filters import named, shape_of
from db.reads.queries import as_indexed
from db.reads.query_fields import OF_CLAIMS, with_query
from db.search.analyser import search_text
from db.search.grammar import parse
from db.search.matching import matches
from db.search.trees import Column, Field, Filtered, Node, replaced
from db.search.typed_words import QueryError
from db.values.viewer import LOCAL_VIEWER
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
)

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
ACTS, LANGUAGES, TAGS = ("denial", "question"), ("en", "en-GB", None), ("uno", "dos")
FIELDS = (
    *("act:denial", "act:denial,question", "form:paraphrase", "lang:en", "lang:en-GB"),
    *("outlet:0", "outlet:1", "source:0", "source:0,1", "speaker:1", "tag:uno"),
    *("tag:dos,uno", "fact:0", "from:2022-03-22", "to:2022-03-21"),
)
PARTS = (*FIELDS, "no", "sign*", '"no sign"', "reserves", "-", "OR", "(", ")")
QUERIES = (
    *FIELDS,
    *("outlet:0 -act:denial", "-outlet:0 no", "no (act:denial OR sign)", "tag:uno -no"),
    *("no OR act:denial", "(act:denial no) OR (tag:uno sign)", "source:0 source:1"),
    *('-(act:denial no) sign -"no sign"', "fact:0 OR (speaker:1 -lang:en)"),
)


@dataclass(frozen=True)
class Told:
    """Claims by their ids: their words, and what filters find of them."""

    words: Mapping[int, str]
    columns: Mapping[int, Mapping[str, object]]
    ids: Mapping[str, tuple[int, ...]]

    def looked_up(self, field: Field) -> Node:
        """Return the filter of a field, whose records are given by their numbers."""
        name, given = OF_CLAIMS.filters[field.name], [one.text for one in field.values]
        if name in self.ids:
            return Filtered(name, tuple(self.ids[name][int(one)] for one in given))
        if name.startswith("dated"):
            days = timedelta(days=int(given[0] == "2022-03-22" or name == "dated_to"))
            return Filtered(name, (MONDAY + days,))
        return Filtered(name, tuple(given))

    def finds(self, tree: Node) -> set[int]:
        """Return the claims that match, by the test of a row."""
        return {
            one
            for one, words in self.words.items()
            if matches(tree, words, lambda column, of=one: self._has(of, column))
        }

    def _has(self, claim: int, column: Column) -> bool:
        assert isinstance(column, Filtered)
        held, given = self.columns[claim][column.name], column.values
        if column.name == "dated_from":
            return held >= given[0]
        if column.name == "dated_to":
            return held < given[0]
        if column.name == "language":
            return any(f"{held}-".startswith(f"{tag}-") for tag in given)
        return not set(given).isdisjoint(held)


@pytest.fixture(scope="module")
def write(written: Write) -> Write:
    """The transaction of all tests, which only read."""
    return written


@pytest.fixture(scope="module")
def told(write: Write) -> Told:
    random = Random(3)
    sources = [make_source(write) for _ in range(3)]
    outlets = [make_outlet(write), make_outlet(write), None]
    articles = [
        make_article(write, outlet_id=one and one.id) for one in (*outlets, outlets[0])
    ]
    fact = make_fact(write)
    words, columns = dict[int, str](), dict[int, Mapping[str, object]]()
    for number in range(48):
        chain, article = random.sample(sources, 2), random.choice(articles)
        some = random.choices(("no", "sign", "signs", "reserves", "of"), k=4)
        tags = tuple(random.sample(TAGS, number % 3))
        about = random.random() < 0.5
        at = MONDAY + timedelta(hours=random.randint(0, 47))
        claim = make_claim(
            write,
            *chain,
            article=article,
            tags=tags,
            text=(text := f"{' '.join(some)} {number}"),
            act=(act := random.choice(ACTS)),
            form=(form := random.choice(("direct_quote", "paraphrase"))),
            language=(language := random.choice(LANGUAGES)),
            stances=[{"fact_id": fact.id, "stance": "supports"}] if about else (),
            said_from=at,
        )
        words[claim.id] = search_text([text], language)
        columns[claim.id] = {
            "act": (act,),
            "form": (form,),
            "language": language,
            "tag": tags,
            "source": [one.id for one in chain],
            "speaker": [chain[0].id],
            "outlet": [article.outlet_id],
            "fact": [fact.id] if about else [],
            "dated_from": at,
            "dated_to": at,
        }
    write.run_deferred()
    ids = [one.id for one in sources]
    outlet_ids = [one.id for one in outlets if one]
    of = {"source": ids, "speaker": ids, "outlet": outlet_ids, "fact": [fact.id]}
    return Told(words, columns, {name: tuple(given) for name, given in of.items()})


def queries() -> list[Node]:
    """Return the trees of queries, some of them random."""
    random, found = Random(5), [parse(text) for text in QUERIES]
    for number in range(120):
        text = " ".join(random.choices(PARTS, k=2 + number % 6))
        try:
            found.append(parse(text.replace("- ", "-")))
        except QueryError:
            continue
    return found


@pytest.mark.parametrize("way", ["index", "newest", "further 5000", "filter"])
def test_fields_match_like_the_test_in_python(
    write: Write, told: Told, way: Way
) -> None:
    trees = [replaced(one, told.looked_up) for one in queries()]
    others = set(write.session.scalars(select(Claim.id))) - told.words.keys()
    assert len(trees) > 50
    assert others

    for tree in trees:
        values = with_query({}, tree)
        found = as_indexed(values)
        of = {"shape": shape_of(found), "viewer": LOCAL_VIEWER}
        listed = {**of, "limit": 999}
        if "q" in values:
            rows = write.rows(list_found_claims(way=way, **listed), **named(found))
        else:
            rows = write.rows(list_claims(**listed), **named(found))
        (counted,) = write.rows(count_claims(**of), **named(found))

        ids = {row.id for row in rows}
        assert ids & told.words.keys() == told.finds(tree), tree
        assert counted.total == len(ids)


@pytest.mark.portable
@pytest.mark.parametrize(
    ("given", "asked", "left"),
    [
        ((1,), (1,), (1,)),
        ((1,), (1, 2), (1,)),
        ((1, 2), (2,), (2,)),
    ],
)
def test_field_and_filter_with_common_values_are_intersected(
    given: Sequence[int], asked: tuple[int, ...], left: Sequence[int]
) -> None:
    assert with_query({"source": given}, Filtered("source", asked)) == {"source": left}


@pytest.mark.portable
def test_field_and_filter_without_common_values_both_apply() -> None:
    one, other = (1,), Filtered("source", (2,))

    assert with_query({"source": one}, other) == {"source": one, "test": [other]}
