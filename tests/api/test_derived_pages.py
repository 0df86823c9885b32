"""Timelines and explanations of corroboration, read in pages."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.values import clock
from tests.api.bodies import API, Json, the_error
from tests.api.reports import Reporter, claim, denial, named, official

pytestmark = pytest.mark.every_case

NEXT = re.compile('<(.*)>; rel="next"')
FACT = f"{API}/facts/rain"
PARTS = ("articles", "voices", "origins")


@pytest.fixture
def reporter(client: TestClient) -> Reporter:
    """Print claims of several sources, some of them at the same instant."""
    reporter = Reporter(client)
    root = reporter.prints(
        claim(named("NATO")), claim(official(), [named("NATO"), named("G7")]), on=21
    )
    reporter.prints(claim(named("NATO")), by="BBC", root_article_id=root["id"], on=22)
    reporter.prints(denial(named("G7")), claim(), claim(named("G7")), by="BBC", on=22)
    reporter.prints(denial(named("NATO")), claim(), by="DW", on=23)
    return reporter


def pages(client: TestClient, address: str) -> Iterator[Json]:
    """Yield the pages of a response by following its links."""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        following = NEXT.fullmatch(answer.headers.get("link", ""))
        page = answer.json()
        assert bool(following) == (page["next_cursor"] is not None)
        yield page
        address = following[1] if following else ""


def without_parts(answer: Json) -> Json:
    """Return the common content of all pages."""
    sides = [{**side, "explain": None} for side in answer.get("sides", ())]
    parts = ("sources", "unattributed", "articles", "outlets", "next_cursor")
    return {key: one for key, one in answer.items() if key not in parts} | {
        "sides": sides
    }


def stances(answer: Json) -> list[Any]:
    """Return the stances of a page with their sources, in the order of time."""
    found = [
        (one["at"], one["claim_id"], source["source_id"], one["stance"], one["marks"])
        for source in answer["sources"]
        for one in source["stances"]
    ]
    nobody = [
        (one["at"], one["claim_id"], 0, one["stance"], one["marks"])
        for one in answer["unattributed"]
    ]
    return sorted(found + nobody)


def explained(answer: Json) -> Counter[str]:
    """Return everything that a page explains, with its side and its part."""
    return Counter(
        repr((side["side"], part, name, one))
        for side in answer["sides"]
        for part in PARTS
        for name, entries in side["explain"][part].items()
        for one in entries
    ) + Counter(
        repr((side["side"], one))
        for side in answer["sides"]
        for one in side["explain"]["unattributed"]
    )


class TestPagesOfTimeline:
    @pytest.mark.parametrize("limit", [1, 2, 3, 100])
    @pytest.mark.parametrize(
        "as_of", ["", "as_of=2022-03-22", "as_of={now}&as_of_kind=record"]
    )
    def test_contain_every_stance_once_with_the_marks_of_the_whole(
        self, client: TestClient, reporter: Reporter, limit: int, as_of: str
    ) -> None:
        assert reporter
        as_of = as_of.format(now=f"{clock.now():%Y-%m-%dT%H:%M:%S.%fZ}")
        whole = client.get(f"{FACT}/timeline?{as_of}").json()

        found = [*pages(client, f"{FACT}/timeline?{as_of}&limit={limit}")]

        assert [one for page in found for one in stances(page)] == stances(whole)
        assert max(len({row[1] for row in stances(page)}) for page in found) <= limit
        for name in ("articles", "outlets"):
            rows = {repr(one): one for page in found for one in page[name]}
            assert [*rows.values()] == whole[name]
        assert sum(len(page["outlets"]) for page in found) == len(whole["outlets"])
        assert {repr(without_parts(page)) for page in found} == {
            repr(without_parts(whole))
        }

    def test_have_the_articles_of_their_claims(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        assert reporter
        for page in pages(client, f"{FACT}/timeline?limit=2"):
            held = [one for source in page["sources"] for one in source["stances"]]
            told = {one["article_id"] for one in held + page["unattributed"]}

            assert {one["id"] for one in page["articles"]} == told

    def test_the_cursor_of_another_list_returns_400(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        assert reporter
        cursor = client.get(f"{FACT}/timeline?limit=1").json()["next_cursor"]

        other = client.get(f"{FACT}/timeline?as_of=2022-03-22&cursor={cursor}")

        assert other.status_code == 400
        assert the_error(other)["parameter"] == "cursor"


class TestPagesOfExplanation:
    @pytest.mark.parametrize("limit", [1, 2, 3, 100])
    @pytest.mark.parametrize("fold", ["fold=reprint", "fold=none"])
    def test_explain_everything_once_with_the_same_numbers(
        self, client: TestClient, reporter: Reporter, limit: int, fold: str
    ) -> None:
        assert reporter
        address = f"{FACT}/corroboration?explain=true&{fold}"
        whole = client.get(address).json()

        found = [*pages(client, f"{address}&limit={limit}")]

        assert sum(map(explained, found), Counter()) == explained(whole)
        assert max(explained(page).total() for page in found) <= limit
        for page in found:
            assert without_parts(page) == without_parts(whole)

    def test_there_is_one_page_without_an_explanation(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        assert reporter

        answer = client.get(f"{FACT}/corroboration?limit=1")

        assert answer.json()["next_cursor"] is None
        assert "link" not in answer.headers
