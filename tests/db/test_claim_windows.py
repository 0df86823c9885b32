"""Successive windows have exactly the claims that a plain select finds."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from db.engine.session import Write
from db.models import Claim
from db.queries.claims import (
    ORDERS,
    Window,
    count_claim_facets,
    count_claims,
    count_tested,
    find_end_of_window,
    list_claims,
    list_claims_in_window,
)
from db.queries.facet_counts import LOOKED, MATCHES
from db.queries.filters import Values, named, shape_of
from db.queries.keyset import after_values, key_of, next_place
from db.reads.tested_claims import INDEXED_BY_SORT
from db.values.viewer import READER
from tests.factories import (
    make_article,
    make_claim,
    make_fact,
    make_outlet,
    make_source,
)

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
SIZE = 6  # claims of a window
ORIGINS = (
    ("person", "arms", "UA"),
    ("organisation", None, "US"),
    ("person", "law", None),
)


def hours(number: int) -> datetime:
    return MONDAY + timedelta(hours=number)


@pytest.fixture(scope="module")
def filters(written: Write) -> Values:
    """Record claims that differ in all that is filtered; return values of filters."""
    random = Random(1)
    sources = [
        make_source(written, kind=kind, sector=sector, country_code=code)
        for kind, sector, code in ORIGINS
    ]
    outlets = [make_outlet(written), make_outlet(written)]
    articles = [
        make_article(written, outlet_id=outlet.id, published_from=hours(20 * number))
        for number, outlet in enumerate(outlets)
    ]
    facts = [make_fact(written), make_fact(written)]
    for _ in range(40):
        stances = [
            {"fact_id": fact.id, "stance": random.choice(("supports", "denies"))}
            for fact in random.sample(facts, random.randrange(3))
        ]
        said = random.choice((None, *map(hours, range(30))))
        make_claim(
            written,
            *random.sample(sources, random.choice((1, 2))),
            article=random.choice(articles),
            stances=stances,
            tags=random.sample(("war", "peace"), random.randrange(3)),
            about=random.sample(sources, random.randrange(2)),
            act=random.choice(("denial", "assertion")),
            form=random.choice(("direct_quote", "paraphrase")),
            terms=random.choice(("background", "unknown")),
            language=random.choice(("en", "en-GB", "uk", None)),
            hedges=random.choice((["may"], None)),
            said_from=said,
            about_from=random.choice((None, hours(3))),
            visibility=random.choice(("public", "public", "restricted")),
        )
    ids = [source.id for source in sources]
    return {
        **dict.fromkeys(("source", "speaker", "origin", "subject"), ids[:1]),
        "outlet": [outlets[0].id],
        "fact": [facts[0].id],
        "tag": ["war"],
        "stance": ["denies"],
        "act": ["denial"],
        "form": ["paraphrase"],
        "terms": ["background"],
        "language": ["en"],
        "review": ["reviewed", "disputed"],
        "anonymous": [False],
        "unresolved": [False],
        "hedged": [True],
        "speaker_kind": ["organisation"],
        "sector": ["arms", "law"],
        "country": ["UA"],
        "anchor": ["exact"],
        "said_from": [hours(10)],
        "said_to": [hours(20)],
        "about_from": [hours(2)],
        "about_to": [hours(4)],
        "dated_from": [hours(8)],
        "dated_to": [hours(24)],
        "published_from": [hours(10)],
        "published_to": [hours(20)],
        "recorded_from": [MONDAY],
        "recorded_to": [MONDAY],
        "affiliated_source": ids[1:2],
        "described_speaker": [" a"],
    }


@pytest.fixture
def write(written: Write) -> Write:
    """The transaction of all tests, which only read."""
    return written


def listed_in_windows(write: Write, values: Values, *, sort: str, by: str) -> list[Any]:
    """Return the claims in the windows of a list, until its end."""
    order, after, found = ORDERS[sort], None, list[Any]()
    window = Window(shape_of(values), sort, by, SIZE)
    while True:
        of = {"window": window, "place": next_place(order, after), "viewer": READER}
        bound = named(values) | after_values(after)
        rows = write.rows(list_claims_in_window(limit=99, **of), **bound)
        found += [row.id for row in rows]
        end = write.rows(find_end_of_window(**of), **bound)
        if not end:
            return found
        after = key_of(end[0], order)


SELDOM = {"act", "terms"}  # filters whose values are seldom
PARTNERS = ("", "source", "outlet", "fact", "tag")


def combined(filters: Values) -> list[Values]:
    """Return filters, each with one that has an index, in turns."""
    partners = cycle(PARTNERS)
    some = [
        {name: filters[name] for name in {one, next(partners)} - {""}}
        for one in filters
    ]
    several = {name: list(filters[name]) * 2 for name in ("source", "outlet", "tag")}
    return [*some, several, {name: filters[name] for name in ("fact", "stance", "act")}]


class TestWindows:
    @pytest.mark.parametrize("sort", ["-dated", "position"])
    def test_list_the_same_claims_as_a_plain_select(
        self, write: Write, filters: Values, sort: str
    ) -> None:
        finding = 0

        for values in combined(filters):
            listed = {"shape": shape_of(values), "viewer": READER}
            read = list_claims(sort=sort, limit=99, **listed)
            expected = [row.id for row in write.rows(read, **named(values))]
            given = values.keys() & (INDEXED_BY_SORT[sort] | SELDOM)
            by = next((name for name in sorted(given)), "")
            assert listed_in_windows(write, values, sort=sort, by=by) == expected, (
                values
            )
            finding += bool(expected)

        assert finding > 20

    def test_have_the_same_count_as_a_plain_select(
        self, write: Write, filters: Values
    ) -> None:
        for values in combined(filters):
            window = Window(shape_of(values), "-dated", "", 99)
            read = count_tested(tested=window, viewer=READER)
            (counted,) = write.rows(read, **named(values))
            plain = count_claims(shape=shape_of(values), viewer=READER)
            (expected,) = write.rows(plain, **named(values))

            assert counted.total == expected.total, values
            assert counted.looked >= counted.total

    @pytest.mark.parametrize("most", [6, 99])
    def test_have_facets_of_their_matches(
        self, write: Write, filters: Values, most: int
    ) -> None:
        names, finding = ("act", "form", "language", "outlet", "source", "stance"), 0

        for values in combined(filters):
            window = Window(shape_of(values), "-dated", "", most)
            of = {"tested": window, "facets": names, "limit": 5, "viewer": READER}
            rows = write.rows(count_claim_facets(**of), **named(values))
            found = {(row.facet, row.value): row.records for row in rows}
            first = {"window": window, "limit": most, "viewer": READER}
            listed = write.rows(list_claims_in_window(**first), **named(values))

            expected = facets_of_claims(write, [row.id for row in listed[:5]])
            assert found.pop((LOOKED, None)) <= most
            assert found.pop((MATCHES, None)) == len(listed), values
            assert found == expected, values
            finding += bool(found)

        assert finding > 10


def facets_of_claims(write: Write, claim_ids: list[int]) -> Counter[Any]:
    """Count the values of claims one by one."""
    found = Counter[Any]()
    whole = [selectinload(part) for part in (Claim.attribution, Claim.stances)]
    chosen = select(Claim).where(Claim.id.in_(claim_ids)).options(*whole)
    for claim in write.session.scalars(
        chosen.execution_options(populate_existing=True)
    ):
        of_claim = {"outlet": str(claim.outlet_id)}
        of_claim |= {name: getattr(claim, name) for name in ("act", "form", "language")}
        values = {(name, value) for name, value in of_claim.items() if value}
        values |= {("source", str(step.source_id)) for step in claim.attribution}
        values |= {("stance", stance.stance) for stance in claim.stances}
        found.update(values)
    return found
