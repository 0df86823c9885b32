"""A search matches like the test of a row in Python, on each database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update

from db.commands.articles import revise_article
from db.commands.claims import ClaimSpec, Entry, record_all, withdraw_claim
from db.commands.redaction import redact
from db.commands.search import (
    highest_id,
    is_indexed,
    rebuild_index,
    update_index,
)
from db.engine.session import Deadline, Write
from db.errors import WriteTooLongError
from db.models import Claim, ClaimSearch
from db.queries.claims import (
    FOUND_ORDERS,
    Hits,
    Way,
    count_claims,
    count_tested,
    find_claims_to_end,
    list_found_claims,
)
from db.queries.filters import named, shape_of
from db.queries.indexed_words import list_words
from db.queries.keyset import Place, after_values, key_of
from db.queries.search import index_values
from db.reads.numbered_claims import page_of_filter
from db.reads.pages import PageQuery
from db.reads.within import read_within
from db.search.analyser import search_text
from db.search.docids import id_of
from db.search.grammar import parse
from db.search.matching import matches
from db.search.trees import Node
from db.search.typed_words import QueryError
from db.values.viewer import LOCAL_VIEWER, READER
from tests.db.conftest import undone
from tests.factories import chain_of, make_article, make_claim, make_source
from tests.rounds import ROUNDS

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
LATIN = ("no", "sign", "signs", "of", "mobilised", "reserves", "wasn’t", "café", "x")
OTHERS = ("войска", "войсками", "йод", "иод", "北京市民", "在北京", "서울에서", "ไทย")
MARKED = ("हिन्दी", "हन्दी", "المدينة", "مدينة", "ｶﾞﾗｽ", "ガラス", "đã", "NATO's")
WORDS = (*LATIN, *OTHERS, *MARKED, "covid-19", "1,000")
QUERIES = (
    *("sign", "wasnt", "cafe", "1000", "войска", "北京", "京", "서울", "mobil*"),
    *('"no sign"', '"sign no"', "no -sign", '-"no sign" no', "no (sign OR x)"),
    *('"no sign" OR cafe', "x -(no sign)", 'x -("no sign" OR cafe)', "covid-1*"),
    *("مدينة", "हिन्दी", "'"),
)
RANDOM_QUERIES = 60 * ROUNDS
WAYS: Sequence[Way] = ("index", "newest", "further 2500", "walk", "filter")


@dataclass(frozen=True)
class Told:
    """Claims of one source by their ids, with their words."""

    source: int
    words: dict[int, str]


@pytest.fixture(scope="module")
def told(written: Write) -> Told:
    random = Random(7)
    source, article = make_source(written), make_article(written)
    columns = []
    for number in range(60):
        text = f"{' '.join(random.choices(WORDS, k=random.randint(1, 6)))} {number}"
        day = MONDAY + timedelta(minutes=random.randint(0, 40))
        columns.append({"text": text, "said_from": day, "form": "direct_quote"})
    specs = [ClaimSpec(one, chain_of(source)) for one in columns]
    claims = record_all(written, [Entry(spec, article.id) for spec in specs])
    written.run_deferred()
    texts = [search_text([str(one["text"])]) for one in columns]
    ids = [claim.id for claim in claims]
    return Told(source.id, dict(zip(ids, texts, strict=True)))


@pytest.fixture
def write(written: Write, told: Told) -> Iterator[Write]:  # noqa: ARG001 - before the test
    with undone(written) as write:
        yield write


def queries() -> list[Node]:
    """Return the trees of queries, some of them random."""
    random, found = Random(8 if ROUNDS == 1 else None), list[Node]()
    for number in range(len(QUERIES) + RANDOM_QUERIES):
        parts = random.choices([*WORDS, "-", "OR", '"', "(", ")"], k=number % 7)
        text = QUERIES[number] if number < len(QUERIES) else " ".join(parts)
        try:
            found.append(parse(text.replace("- ", "-")))
        except QueryError:
            continue
    return found


class TestListFoundClaims:
    @pytest.mark.parametrize("way", WAYS)
    def test_matches_like_the_test_in_python(
        self, write: Write, told: Told, way: Way
    ) -> None:
        trees = queries()
        assert len(trees) > 50
        for tree in trees:
            values = index_values(tree) | {"source": [told.source]}
            shape, bound = shape_of(values), named(values)
            seen = {"shape": shape, "viewer": LOCAL_VIEWER}

            rows = write.rows(list_found_claims(limit=99, way=way, **seen), **bound)
            (counted,) = write.rows(count_claims(**seen), **bound)

            expected = {
                one for one, words in told.words.items() if matches(tree, words)
            }
            assert {row.id for row in rows} == expected, tree
            tested = Hits(shape, way, 99)
            hits = count_tested(tested=tested, viewer=LOCAL_VIEWER)
            (looked,) = write.rows(hits, **bound)
            assert counted.total == looked.total == len(rows)
            assert [row.docid for row in rows] == sorted(row.docid for row in rows)
            if way != "filter":
                of = {"sort": "-dated", "place": Place(), "limit": 99, "way": way}
                found = write.rows(find_claims_to_end(**seen, **of), **bound)
                docids = [row.docid for row in found if not row.looked]
                assert docids == [row.docid for row in rows]
                assert sum(row.looked for row in found) >= len(rows)

    @pytest.mark.parametrize("way", WAYS)
    @pytest.mark.parametrize("sort", FOUND_ORDERS)
    def test_pages_have_each_claim_once(
        self, write: Write, told: Told, way: Way, sort: str
    ) -> None:
        values = index_values(parse("no OR x OR войска")) | {"source": [told.source]}
        of = {"shape": shape_of(values), "viewer": LOCAL_VIEWER, "way": way}
        of |= {"sort": sort}
        whole = write.rows(list_found_claims(limit=99, **of), **named(values))
        place, bound, found = Place(), named(values), list[int]()

        while rows := write.rows(
            list_found_claims(limit=7, place=place, **of), **bound
        ):
            found += [row.id for row in rows]
            key = key_of(rows[-1], FOUND_ORDERS[sort])
            place, bound = Place(after=True), bound | after_values(key)

        assert found == [row.id for row in whole]
        assert len(found) > 20

    @pytest.mark.parametrize("way", WAYS)
    def test_fills_the_page_with_visible_claims_only(
        self, write: Write, told: Told, way: Way
    ) -> None:
        values = index_values(parse("no OR x OR войска")) | {"source": [told.source]}
        of = {"shape": shape_of(values), "way": way, "limit": 5}
        all_of_them = write.rows(
            list_found_claims(viewer=LOCAL_VIEWER, **of), **named(values)
        )
        withdraw_claim(write, all_of_them[0].id, version=None)
        hidden = update(Claim).where(Claim.id == all_of_them[1].id)
        write.session.execute(hidden.values(visibility="restricted"))

        rows = write.rows(list_found_claims(viewer=READER, **of), **named(values))

        assert [row.id for row in rows][:3] == [row.id for row in all_of_them[2:]]
        assert len(rows) == 5

    @pytest.mark.parametrize("way", WAYS)
    def test_finds_only_claims_with_the_phrase(self, write: Write, way: Way) -> None:
        claim = make_claim(write, text="There was no sign.", act="denial")
        make_claim(write, text="A sign, they said: no.", act="denial")
        write.run_deferred()
        values = index_values(parse('"no sign"')) | {"act": ["denial"]}
        of = {"shape": shape_of(values), "viewer": LOCAL_VIEWER, "limit": 9}

        rows = write.rows(list_found_claims(way=way, **of), **named(values))

        assert [row.id for row in rows] == [claim.id]


class TestPagesOfFilters:
    @pytest.mark.parametrize("sort", FOUND_ORDERS)
    def test_have_each_claim_once_in_the_order_of_the_index(
        self, write: Write, told: Told, sort: str
    ) -> None:
        values = {"q": [parse("no OR x OR войска")], "source": [told.source]}
        expected = sorted(
            docid
            for docid, words in write.session.execute(
                select(ClaimSearch.id, ClaimSearch.words)
            )
            if matches(values["q"][0], words)
        )
        query, found = PageQuery(limit=7, sort=sort), list[Any]()

        while page := read_within(write, page_of_filter, query, values):
            found += [row.id for row in page.rows]
            query = replace(query, after=page.next_key)

        if sort == "dated":
            expected.reverse()
        assert found == [id_of(docid) for docid in expected[: len(found)]]
        assert 20 < len(expected) < len(found) + 2 * query.limit

    def test_hidden_claims_are_on_none(self, write: Write, told: Told) -> None:
        values = {"q": [parse("no OR x OR войска")], "source": [told.source]}
        query = PageQuery(limit=5, sort="-dated")
        before = read_within(write, page_of_filter, query, values)
        assert before is not None
        withdraw_claim(write, before.rows[0].id, version=None)

        after = read_within(write, page_of_filter, query, values)

        assert after is not None
        assert list(after.rows[:4]) == list(before.rows[1:])

    def test_are_full_or_none(self, write: Write, told: Told) -> None:
        values = {"q": [parse("no OR x OR войска")], "source": [told.source]}

        page = read_within(write, page_of_filter, PageQuery(70, sort="-dated"), values)
        unfiltered = {"q": values["q"]}
        query = PageQuery(limit=5, sort="-dated")
        of_all = read_within(write, page_of_filter, query, unfiltered)

        assert (page, of_all) == (None, None)


class TestIndex:
    def found(self, write: Write, query: str) -> list[int]:
        values = index_values(parse(query))
        of = {"shape": shape_of(values), "viewer": LOCAL_VIEWER, "limit": 9}
        return [row.id for row in write.rows(list_found_claims(**of), **named(values))]

    def assert_right(self, write: Write) -> None:
        """The index is compared with the claims, and with its own rows."""
        rows = write.rows(list_words(resource="claim", viewer=LOCAL_VIEWER), after=0)
        assert not [row.id for row in rows if row.is_violation]

    def test_loses_redacted_text(self, write: Write) -> None:
        claim = make_claim(write, text="Weird mobilisation.")
        write.run_deferred()
        assert self.found(write, "weird") == [claim.id]

        redact(write, "claim", claim.id, version=None)
        write.run_deferred()

        assert self.found(write, "weird") == []
        self.assert_right(write)

    def test_follows_the_date_of_an_article(self, write: Write) -> None:
        article = make_article(write, published_from=MONDAY)
        claim = make_claim(write, article=article, text="Weird mobilisation.")
        write.run_deferred()

        earlier = {"published_from": MONDAY - timedelta(days=9)}
        revise_article(write, article.id, version=None, spec=earlier)
        write.run_deferred()

        assert self.found(write, "weird") == [claim.id]
        self.assert_right(write)

    def test_is_rebuilt_in_portions(self, write: Write, told: Told) -> None:
        anyone = select(ClaimSearch.record_id).order_by(ClaimSearch.record_id).limit(1)
        lowest = write.session.scalar(anyone)
        of_it = ClaimSearch.record_id == lowest
        write.session.execute(update(ClaimSearch).where(of_it).values(version=0))
        assert not is_indexed(write.session)

        assert rebuild_index(write, "claim", below=min(told.words)) != list(told.words)
        rebuild_index(write, "claim", below=highest_id(write, "claim") + 1)

        assert is_indexed(write.session)
        self.assert_right(write)


def test_indexing_stops_after_the_time_limit_of_the_write(write: Write) -> None:
    claim = make_claim(write)
    late = replace(write, deadline=Deadline(1.0, due=0.0))

    with pytest.raises(WriteTooLongError):
        update_index(late, [claim.id], resource="claim")
