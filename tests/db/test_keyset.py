"""All pages of a list together have every row exactly once, even with ties."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from db.engine.prepared import Prepared
from db.engine.session import Write
from db.models.claim_order import CARRIED
from db.queries import (
    articles,
    assessments,
    changes,
    claims,
    facts,
    revisions,
    source_children,
    sources,
    stances,
    tags,
)
from db.queries.filters import named, shape_of
from db.queries.keyset import Order, Place, after_values, next_place
from db.values.viewer import LOCAL_VIEWER
from tests.db.rows import ID, MONDAY, Row, insert
from tests.rounds import drawn

Tied = tuple[int, int, int, str]  # an id, two keys with few values, and a kind
WHOLE = 500
LATER = MONDAY + timedelta(days=1)


@dataclass(frozen=True)
class Listing:
    """A list and its rows; rows that are ``other`` or ``gone`` are not in it."""

    build: Callable[..., Prepared]
    order: Order
    fill: Callable[[Write, Sequence[Tied]], None]
    values: Row = field(default_factory=dict)

    def rows(self, write: Write, place: Place, limit: int, key: Row) -> list[Any]:
        read = self.build(place=place, limit=limit, viewer=LOCAL_VIEWER)
        return list(write.rows(read, **self.values, **key))

    def page(self, write: Write, key: Any, limit: int) -> list[Any]:
        """Return the page after ``key``, from both arms of a nullable order."""
        place = next_place(self.order, key)
        found = self.rows(write, place, limit, after_values(key))
        if self.order.nullable and place.arm == "valued" and len(found) < limit:
            found += self.rows(write, Place("null"), limit - len(found), {})
        return found

    def key(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, column.key) for column in self.order.key)


def at(number: int) -> Any:
    return MONDAY + timedelta(microseconds=number)


def gone(kind: str) -> Any:
    return MONDAY if kind == "gone" else None


def fill_claims(write: Write, rows: Sequence[Tied]) -> None:
    def belongs(kind: str) -> int:
        return ID if kind != "other" else ID + 1

    made = [
        {
            "id": ID + number,
            "article_id": belongs(kind),
            "outlet_id": belongs(kind),
            "revision_id": None,
            "content_key": f"{number:032}",
            "dated_at": at(first),
            "created_at": at(second),
            "start": second,
            "withdrawn_at": gone(kind),
        }
        for number, first, second, kind in rows
    ]
    insert(write, "claim", *made)
    parts = [
        {"claim_id": claim["id"], "of": claim["outlet_id"]}
        | {copy: claim[column] for copy, column in CARRIED.items()}
        for claim in made
    ]
    for table, columns in {
        "attribution": ("source_id", "printed_source_id"),
        "claim_subject": ("source_id", "printed_source_id"),
        "claim_tag": ("tag_id",),
        "stance": ("fact_id", "judged_fact_id"),
    }.items():
        children = [
            {k: v for k, v in part.items() if k != "of"}
            | dict.fromkeys(columns, part["of"])
            for part in parts
        ]
        insert(write, table, *children)


def fill_articles(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "outlet_id": ID if kind != "other" else ID + 1,
            "url": None,
            "url_key": None,
            "published_from": at(first) if first else None,
            "created_at": at(second),
            "withdrawn_at": gone(kind),
        }
        for number, first, second, kind in rows
    ]
    insert(write, "article", *made)


def fill_sources(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "kind": "document" if kind != "other" else "group",
            "folded": "Éa b"[first],
            "created_at": at(second),
            "withdrawn_at": gone(kind),
        }
        for number, first, second, kind in rows
    ]
    insert(write, "source", *made)


def fill_tags(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "name": "Éa b"[first] + str(number),
            "match_key": str(number),
            "created_at": at(second),
            "withdrawn_at": gone(kind),
        }
        for number, first, second, kind in rows
        if kind != "other"
    ]
    insert(write, "tag", *made)


def fill_facts(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "slug": f"s{number}",
            "kind": "event" if kind != "other" else "state",
            "resolves_by": at(first) if first else None,
            "created_at": at(second),
            "withdrawn_at": gone(kind),
        }
        for number, first, second, kind in rows
    ]
    insert(write, "fact", *made)


def fill_assessments(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "fact_id": ID if kind != "other" else ID + 1,
            "assessor_id": ID + number,
            "as_of": at(first),
            "superseded_at": gone(kind),
        }
        for number, first, _, kind in rows
    ]
    fill_sources(write, rows)
    insert(write, "assessment", *made)


def fill_stances(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "fact_id": ID + number,
            "claim_id": ID if kind != "other" else ID + 1,
        }
        for number, _, _, kind in rows
    ]
    fill_facts(write, rows)
    insert(write, "stance", *made)


def fill_revisions(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "article_id": ID if kind != "other" else ID + 1,
            "number": number,
            "text_sha256": f"{number:064}",
        }
        for number, _, _, kind in rows
        if kind != "gone"
    ]
    insert(write, "revision", *made)


def fill_children(write: Write, rows: Sequence[Tied]) -> None:
    """Give two sources names, identifiers, affiliations and ratings."""
    made = [
        (ID + number, ID if kind != "other" else ID + 1, str(number))
        for number, _, _, kind in rows
        if kind != "gone"
    ]
    names = [dict(zip(("id", "source_id", "name"), one, strict=True)) for one in made]
    values = [dict(zip(("id", "source_id", "value"), one, strict=True)) for one in made]
    ties = [
        {"id": id_, "source_id": source_id, "organisation_id": ID + 2}
        for id_, source_id, _ in made
    ]
    insert(write, "source_name", *names)
    insert(write, "source_identifier", *values)
    insert(write, "affiliation", *ties)
    topics = [dict(zip(("id", "source_id", "topic"), one, strict=True)) for one in made]
    insert(write, "rating", *topics)


def fill_changes(write: Write, rows: Sequence[Tied]) -> None:
    made = [
        {
            "id": ID + number,
            "resource": "tag",
            "record_id": ID if kind == "in" else ID + 1,
            "action": ("create", "update")[number % 2],
        }
        for number, _, _, kind in rows
        if kind != "gone"
    ]
    insert(write, "change", *made)


def listings() -> Iterator[Any]:
    """Yield every list in every order, narrowed by what gives it an index or not."""
    narrowed: dict[Any, list[Any]] = {
        (claims, claims.list_claims, fill_claims): [
            {"article": [ID]},
            {"outlet": [ID]},
            {"source": [ID]},
            {"speaker": [ID]},
            {"origin": [ID]},
            {"tag": ["war"]},
            {"source": [ID, ID + 2]},
            {"tag": ["war", "none"]},
            {"article": [ID, ID + 9]},
            {"fact": [ID, ID + 9], "stance": ["supports"]},
            {"fact": [ID]},
            {"fact": [ID], "stance": ["supports"]},
        ],
        (articles, articles.list_articles, fill_articles): [{"outlet": [ID]}],
        (sources, sources.list_sources, fill_sources): [{"kind": ["document"]}],
        (tags, tags.list_tags, fill_tags): [{}],
        (facts, facts.list_facts, fill_facts): [{"kind": ["event"]}],
    }
    for (module, build, fill), filters in narrowed.items():
        for sort, order in module.ORDERS.items():
            for values in filters:
                bound = partial(build, shape=shape_of(values), sort=sort)
                until = {"until": LATER} if module is facts else {}
                listing = Listing(bound, order, fill, named(values) | until)
                name = f"{build.__name__} {sort} {' '.join(values)}"
                yield pytest.param(listing, id=name)
    for name, order in source_children.CHILD_ORDERS.items():
        build = getattr(source_children, f"list_{name}")
        listing = Listing(build, order, fill_children, {"source": ID})
        yield pytest.param(listing, id=build.__name__)
    of_fact = {"fact": ID, "until": LATER}
    held = assessments.list_assessments, assessments.LATEST_HELD, fill_assessments
    yield pytest.param(Listing(*held, of_fact), id="list_assessments")
    judged = stances.list_stances_of_claim, stances.OLDEST_JUDGED, fill_stances
    yield pytest.param(Listing(*judged, {"claim": ID}), id="list_stances_of_claim")
    of_article = {"article": ID}
    texts = revisions.list_revisions, revisions.REVISION_ORDER, fill_revisions
    yield pytest.param(Listing(*texts, of_article), id="list_revisions")
    history = partial(changes.list_history, resource="tag"), changes.NEWEST_FIRST
    of_tag = {"record": ID}
    yield pytest.param(Listing(*history, fill_changes, of_tag), id="list_history")
    feed = Listing(changes.list_feed, changes.OLDEST_FIRST, fill_changes, {"after": ID})
    yield pytest.param(feed, id="list_feed")


LISTINGS = list(listings())


def rows_of(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[list[Tied]]:
    few = st.integers(0, 3)
    kinds = st.sampled_from(["in", "in", "in", "other", "gone"])
    row = st.tuples(numbers, few, few, kinds)
    return st.lists(row, max_size=8, unique_by=lambda tied: tied[0])


before = rows_of(st.integers(5, 20).map(lambda number: 2 * number))
between = rows_of(st.integers(5, 20).map(lambda number: 2 * number + 1))

sizes = st.lists(st.integers(1, 4), min_size=1, max_size=4)


class TestPages:
    @pytest.fixture(autouse=True)
    def parents(self, write: Write) -> None:
        insert(write, "source", *({"id": ID + n, "kind": "outlet"} for n in range(3)))
        for n, url in enumerate("ab"):
            row = {"id": ID + n, "url": url, "url_key": url, "outlet_id": ID}
            insert(write, "article", row)
            tag = ("war", "peace")[n]
            insert(write, "tag", {"id": ID + n, "name": tag, "match_key": tag})
            insert(write, "fact", {"id": ID + n, "slug": url})
            claim = {"article_id": ID + n, "revision_id": None, "content_key": url * 32}
            insert(write, "claim", {"id": ID + n} | claim)

    @pytest.mark.parametrize("listing", LISTINGS)
    @drawn(5, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        before=before, between=between, sizes=st.lists(st.integers(1, 4), min_size=1)
    )
    def test_have_every_row_exactly_once(
        self,
        write: Write,
        listing: Listing,
        before: list[Tied],
        between: list[Tied],
        sizes: list[int],
    ) -> None:
        with write.session.begin_nested() as savepoint:
            listing.fill(write, before)
            expected = [listing.key(row) for row in listing.page(write, None, WHOLE)]

            listed = list(walk(write, listing, sizes, between))

            kept = [key for key in listed if key in expected]
            assert kept == expected
            assert len(listed) == len(set(listed))
            savepoint.rollback()

    @pytest.mark.parametrize("listing", LISTINGS)
    def test_have_only_rows_of_their_list(self, write: Write, listing: Listing) -> None:
        already = {listing.key(row) for row in listing.page(write, None, WHOLE)}
        kinds = ["in", "in", "other", "gone", "in"]
        given = [(10 + n, n % 2, n % 3, kind) for n, kind in enumerate(kinds)]

        listing.fill(write, given)

        shown = {listing.key(row)[-1] for row in listing.page(write, None, WHOLE)}
        shown -= {key[-1] for key in already}
        offset = 0 if listing.order is revisions.REVISION_ORDER else ID
        wanted = {"in", "other"} if listing.build is changes.list_feed else {"in"}
        assert shown == {offset + row[0] for row in given if row[3] in wanted}


def walk(
    write: Write, listing: Listing, sizes: list[int], between: Sequence[Tied]
) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of a list by pages of ``sizes``, while rows come into it."""
    key, coming = None, list(between)
    for number in range(WHOLE):
        limit = sizes[number % len(sizes)]
        found = listing.page(write, key, limit)
        yield from map(listing.key, found)
        if len(found) < limit:
            return
        key = listing.key(found[-1])
        listing.fill(write, coming[:2])
        del coming[:2]
