"""Every filter of every list matches what it should, and no unrelated rows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.commands.claims import Selector, withdraw_claim
from db.commands.tags import make_tag
from db.engine.session import Write
from db.models import Article, Claim, Source
from db.queries import articles, claims, sources
from db.queries.filters import named, shape_of
from db.queries.search import index_values
from db.search.grammar import parse
from db.values.viewer import LOCAL_VIEWER
from tests.db.conftest import undone
from tests.factories import (
    make_article,
    make_claim,
    make_outlet,
    make_source,
    make_unnamed,
)

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
WIKIDATA = {"scheme": "wikidata", "value": "Q7184"}


class Told:
    """A claim that every filter can find, and one that none of them should."""

    def __init__(self, write: Write) -> None:
        self.ministry = make_source(write, kind="organisation", name="Ministry")
        self.outlet = make_outlet(write, name="Agencia")
        self.article = make_article(
            write,
            "It may rain 100%, he said.",
            title="Río_1",
            url="https://a.org",
            kind="interview",
            language="es",
            outlet_id=self.outlet.id,
            published_from=MONDAY,
            published_to=TUESDAY,
        )
        tie = {"organisation_id": self.ministry.id, "relation": "works_for"}
        self.official = make_unnamed(
            write,
            self.article,
            name="un portavoz",
            names=[{"name": "Spokesman", "kind": "alias"}],
            sector="military",
            country_code="ES",
            affiliations=[tie],
            identifiers=[WIKIDATA],
        )
        self.origin = make_source(write, kind="group")
        self.claim = make_claim(
            write,
            self.official,
            self.origin,
            article=self.article,
            text="It may rain 100%",
            form="paraphrase",
            act="prediction",
            hedges=["may"],
            terms="background",
            language="es",
            review="disputed",
            said_from=MONDAY,
            said_to=TUESDAY,
            spans=(Selector("content", exact="It may rain 100%"),),
            tags=("rain",),
        )
        self.noise = make_claim(
            write,
            text="It may rain 1000",
            article=make_article(write, title="Rio 1", published_from=WEDNESDAY),
            said_from=WEDNESDAY,
            tags=("noise",),
        )

    def value(self, name: str) -> Any:
        """Return the id of the record called ``name``, or the value itself."""
        record = getattr(self, name, None) if isinstance(name, str) else None
        return record.id if isinstance(record, Article | Claim | Source) else name


@pytest.fixture(scope="module")
def told(written: Write) -> Told:
    told = Told(written)
    written.run_deferred()
    return told


@pytest.fixture
def write(written: Write, told: Told) -> Iterator[Write]:  # noqa: ARG001 - before the test
    with undone(written) as write:
        yield write


def found(write: Write, module: Any, told: Told, filters: dict[str, Any]) -> list[int]:
    """Return the ids that a list shows, which are as many as it counts."""
    name = module.__name__.rpartition(".")[2]
    values = {key: [told.value(one) for one in given] for key, given in filters.items()}
    shape, bound = shape_of(values), named(values)
    seen: dict[str, Any] = {"shape": shape, "viewer": LOCAL_VIEWER}
    rows = write.rows(getattr(module, f"list_{name}")(limit=99, **seen), **bound)
    (counted,) = write.rows(getattr(module, f"count_{name}")(**seen), **bound)
    assert counted.total == len(rows)
    if module is articles:
        in_order = articles.list_articles(limit=99, in_order=True, **seen)
        assert write.rows(in_order, **bound) == rows
    if module is claims:
        window = claims.Window(shape, "-dated", "", 99)
        of = {"window": window, "viewer": LOCAL_VIEWER}
        tested = claims.list_claims_in_window(limit=99, **of)
        assert write.rows(tested, **bound) == rows
    return [row.id for row in rows]


class TestClaims:
    @pytest.mark.parametrize(
        "filters",
        [
            {"source": ["official"]},
            {"source": ["origin"]},
            {"source": ["official", "origin"]},
            {"speaker": ["official"]},
            {"speaker": ["official", 0]},
            {"origin": ["origin"]},
            {"origin": ["origin", "official"]},
            {"affiliated_source": ["ministry"]},
            {"affiliated_speaker": ["ministry"]},
            {"affiliated_source": ["official"]},
            {"article": ["article"]},
            {"outlet": ["outlet"]},
            {"form": ["paraphrase", "own_voice"]},
            {"act": ["prediction"]},
            {"terms": ["background"]},
            {"language": ["es"]},
            {"review": ["disputed", "rejected"]},
            {"anonymous": [True]},
            {"hedged": [True]},
            {"speaker_kind": ["anonymous_person"]},
            {"sector": ["military"]},
            {"country": ["ES"]},
            {"tag": ["rain"]},
            {"tag": ["rain", "nothing"]},
            {"anchor": ["exact"]},
            {"said_to": [TUESDAY]},
            {"said_from": [MONDAY], "said_to": [MONDAY + timedelta(hours=1)]},
            {"dated_from": [MONDAY], "dated_to": [TUESDAY]},
            {"published_to": [TUESDAY]},
            index_values(parse("100%")),
            index_values(parse("rain 100")),
            index_values(parse('"rain 100" -snow')),
            {"article": ["article"], "source": ["official"], "tag": ["rain"]},
            {"source": ["official"], "tag": ["rain"], "act": ["prediction"]},
        ],
        ids=str,
    )
    def test_are_found_by_matching_filters(
        self, write: Write, told: Told, filters: dict[str, list[Any]]
    ) -> None:
        assert found(write, claims, told, filters) == [told.claim.id]

    @pytest.mark.parametrize(
        "filters",
        [
            {"speaker": ["origin"]},
            {"origin": ["official"]},
            {"affiliated_origin": ["ministry"]},
            {"anonymous": [False], "source": ["official"]},
            {"hedged": [False], "source": ["official"]},
            {"source": ["official"], "tag": ["noise"]},
            {"said_from": [TUESDAY], "said_to": [WEDNESDAY]},
            {"dated_to": [MONDAY]},
            {"published_from": [TUESDAY], "source": ["official"]},
            {"recorded_to": [MONDAY]},
            index_values(parse("rain snow")),
            index_values(parse('"100 rain"')),
            {"tag": ["nothing"]},
        ],
        ids=str,
    )
    def test_are_not_found_by_other_filters(
        self, write: Write, told: Told, filters: dict[str, list[Any]]
    ) -> None:
        assert found(write, claims, told, filters) == []

    def test_are_not_found_if_withdrawn(self, write: Write, told: Told) -> None:
        withdraw_claim(write, told.claim.id, version=1)

        assert found(write, claims, told, {"source": ["official"]}) == []

    def test_are_found_by_a_tag_with_a_restricted_namesake(
        self, write: Write, told: Told
    ) -> None:
        make_tag(write, name="rain", visibility="restricted")

        assert found(write, claims, told, {"tag": ["rain"]}) == [told.claim.id]


class TestArticles:
    @pytest.mark.parametrize(
        "filters",
        [
            {"outlet": ["outlet"]},
            {"source": ["official"]},
            {"source": ["origin"]},
            index_values(parse('"may rain" rio')),
            {"url": ["a.org"]},
            {"kind": ["interview", "speech"]},
            {"language": ["es"]},
            {"published_to": [TUESDAY]},
            {"published_from": [MONDAY], "published_to": [MONDAY + timedelta(hours=1)]},
        ],
        ids=str,
    )
    def test_are_found_by_matching_filters(
        self, write: Write, told: Told, filters: dict[str, list[Any]]
    ) -> None:
        assert found(write, articles, told, filters) == [told.article.id]

    def test_without_a_date_are_not_found_by_dates(
        self, write: Write, told: Told
    ) -> None:
        undated = make_article(write)

        dated = found(write, articles, told, {"published_from": [MONDAY]})
        assert undated.id not in dated

    def test_are_not_found_by_the_source_of_a_withdrawn_claim(
        self, write: Write, told: Told
    ) -> None:
        withdraw_claim(write, told.claim.id, version=1)

        assert found(write, articles, told, {"source": ["official"]}) == []


class TestSources:
    @pytest.mark.parametrize(
        "filters",
        [
            index_values(parse("portavoz")),
            index_values(parse('"spokesman"')),
            {"kind": ["anonymous_person"]},
            {"sector": ["military", "media"]},
            {"country": ["ES"]},
            {"organisation": ["ministry"]},
            {"article": ["article"], "kind": ["anonymous_person"]},
            {"anonymous": [True]},
            {"identifier": ["wikidata", "Q7184"]},
            {"identifier": ["wikidata", "Q1", "wikidata", "Q7184"]},
        ],
        ids=str,
    )
    def test_are_found_by_matching_filters(
        self, write: Write, told: Told, filters: dict[str, list[Any]]
    ) -> None:
        assert found(write, sources, told, filters) == [told.official.id]

    @pytest.mark.parametrize(
        "filters",
        [
            index_values(parse('"portavoz spokesman"')),  # words of two names
            {"identifier": ["seed", "Q7184"]},
            {"anonymous": [False], "country": ["ES"]},
        ],
        ids=str,
    )
    def test_are_not_found_by_other_filters(
        self, write: Write, told: Told, filters: dict[str, list[Any]]
    ) -> None:
        assert found(write, sources, told, filters) == []

    def test_are_found_by_the_article_that_quotes_them(
        self, write: Write, told: Told
    ) -> None:
        quoted = found(write, sources, told, {"article": ["article"]})

        assert set(quoted) == {told.official.id, told.origin.id}
