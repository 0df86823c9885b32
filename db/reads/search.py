"""Searches: the records of each kind that match a query, with snippets."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from db.queries import articles, facts, sources
from db.queries.fact_claims import COUNTED_REVIEWS
from db.queries.filters import Values
from db.queries.indexed_words import WordsRow, list_searched
from db.queries.keyset import Key, Order
from db.reads.articles import list_articles_page
from db.reads.claims import list_claims_page, orders_of
from db.reads.facts import list_facts_page
from db.reads.pages import Page, PageQuery
from db.reads.query_fields import (
    NONE,
    OF_ARTICLES,
    OF_CLAIMS,
    ListFields,
    has_fields,
)
from db.reads.reading import Reading
from db.reads.sources import list_sources_page
from db.search.ranking import score
from db.search.snippets import Snippet, snippet
from db.search.trees import Node

Kind = Literal["claim", "article", "source", "fact"]
RANKED = 1000  # matches to rank
LABEL = 200  # characters of the label of a record


@dataclass(frozen=True)
class Searched:
    """A kind of records: the order, the reads and the fields of its list."""

    sort: str
    orders: Callable[[Values], Mapping[str, Order]]
    fields: ListFields
    page: Callable[[Reading, PageQuery, Values], Awaitable[Page[Any]]]


@dataclass(frozen=True)
class Hit:
    """A matching record, its label, and a snippet."""

    kind: Kind
    id: int
    label: str
    snippet: Snippet


@dataclass(frozen=True)
class Found:
    """A page of hits, and the key of the next one.

    ``page`` has the rows of their list. ``ranked`` is the number of compared records.
    The best hits have a key if there are more matches, which were not compared.
    """

    hits: Sequence[Hit]
    page: Page[Any]
    ranked: int | None = None

    @property
    def next_key(self) -> Key | None:
        """Return the key of the next page."""
        return self.page.next_key


async def _claims(reading: Reading, query: PageQuery, values: Values) -> Page[Any]:
    return (await list_claims_page(reading, query, values)).page


async def _sources(reading: Reading, query: PageQuery, values: Values) -> Page[Any]:
    return await list_sources_page(reading, query, values)


KINDS: Mapping[Kind, Searched] = {
    "claim": Searched("-dated", orders_of, OF_CLAIMS, _claims),
    "article": Searched(
        "-published", lambda _: articles.ORDERS, OF_ARTICLES, list_articles_page
    ),
    "source": Searched("-recorded", lambda _: sources.ORDERS, NONE, _sources),
    "fact": Searched("-recorded", lambda _: facts.ORDERS, NONE, list_facts_page),
}


def order_of(kind: Kind, node: Node) -> Order:
    """Return the order of the matches of a query among the records of a kind."""
    searched = KINDS[kind]
    return searched.orders({"q": [node]})[searched.sort]


async def find_sections(
    reading: Reading, node: Node, *, limit: int
) -> Mapping[Kind, Found]:
    """Return the newest matches of each kind that has all fields of the query."""
    query = PageQuery(limit=limit)
    return {
        kind: await find(reading, kind, node, query=query)
        for kind, searched in KINDS.items()
        if has_fields(node, searched.fields)
    }


async def find(reading: Reading, kind: Kind, node: Node, *, query: PageQuery) -> Found:
    """Return a page of the matches of a query, the newest first."""
    searched = KINDS[kind]
    query = replace(query, sort=searched.sort)
    page = await searched.page(reading, query, _values(kind, node))
    hits = await _hits(reading, kind, node, ids=[row.id for row in page.rows])
    return Found(hits, page)


async def find_best(reading: Reading, kind: Kind, node: Node, *, limit: int) -> Found:
    """Return the newest matches that fit a query best, the best first."""
    searched = KINDS[kind]
    newest = PageQuery(limit=RANKED, sort=searched.sort)
    page = await searched.page(reading, newest, _values(kind, node))
    ids = [row.id for row in page.rows]
    rows = await reading.scan_each(list_searched, "record", ids, resource=kind)
    best = await reading.reader.derive(lambda: _best(node, rows, ids)[:limit])
    hits = await _hits(reading, kind, node, ids=best)
    return Found(hits, page, len(ids))


def _values(kind: Kind, node: Node) -> Values:
    """Return the list filters that match a query, without drafts."""
    found = {"q": [node]}
    return {**found, "review": COUNTED_REVIEWS} if kind == "claim" else found


def _best(node: Node, rows: Sequence[WordsRow], ids: Sequence[int]) -> list[int]:
    """Return ids by descending score; equal scores keep the newest first."""
    scores = {row.id: score(node, row.words or "") for row in rows}
    return sorted(ids, key=lambda one: -scores.get(one, 0))


async def _hits(
    reading: Reading, kind: Kind, node: Node, *, ids: Sequence[int]
) -> Sequence[Hit]:
    """Return the hits of records, in the order of their ids."""
    rows = await reading.rows_of(list_searched, "record", ids, resource=kind)
    by_id = {row.id: row for row in rows}
    shown = [by_id[one] for one in ids if one in by_id]
    return await reading.reader.derive(lambda: [_hit(kind, row, node) for row in shown])


def _hit(kind: Kind, row: WordsRow, node: Node) -> Hit:
    fields, language = row.fields, getattr(row, "language", None)
    label = fields[0].text[:LABEL]
    return Hit(kind, row.id, label, snippet(node, fields, language))
