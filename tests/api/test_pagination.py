import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    Json,
    day,
    ids,
    if_match,
    pages,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import Make
from tests.emptying import Once

pytestmark = pytest.mark.every_case

# Every list, and each of its orders that a cursor can be in.
LISTS = {
    "/sources?sort=-recorded": "sources",
    "/sources?sort=recorded": "sources",
    "/sources?sort=name": "sources",
    "/articles?sort=-published": "articles",
    "/articles?sort=published": "articles",
    "/articles?sort=-recorded": "articles",
    "/articles?sort=recorded": "articles",
    "/claims?sort=-dated": "claims",
    "/claims?sort=dated": "claims",
    "/claims?sort=-recorded": "claims",
    "/claims?sort=recorded": "claims",
    "/claims?sort=position": "claims",
    "/tags?sort=name": "tags",
    "/tags?sort=-recorded": "tags",
    "/facts?sort=-recorded": "facts",
    "/facts?sort=recorded": "facts",
    "/facts?sort=resolves_by": "facts",
    "/facts?sort=resolves_by&as_of=2024-01-01": "facts",
    "/changes?after=0": "changes",
    "/changes?after=3": "changes",
    "/articles/{article}/claims?sort=-dated": "claims",
    "/articles/{article}/claims?sort=position": "claims",
    "/sources/{source}/claims?role=any": "claims",
    "/sources/{source}/claims?role=speaker&sort=position": "claims",
    "/sources/{source}/claims?include=affiliated": "claims",
    "/claims?tag=rain": "claims",
    "/claims?source={source}&form=direct_quote": "claims",
    "/claims?subject={source}": "claims",
    "/claims?subject={source}&sort=position": "claims",
    "/sources?article={article}": "sources",
    "/claims?fact={fact}": "claims",
    "/claims?fact={fact}&stance=supports&sort=dated": "claims",
    "/facts/{fact}/claims?sort=-dated": "claims",
    "/facts/{fact}/claims?sort=recorded": "claims",
    "/facts/{fact}/assessments?as_of=2024-01-01": "assessments",
    "/claims/{claim}/stances?fields=fact_id": "stances",
}
DAY = "2022-03-01"
SOON: Json = {"opens_at": DAY, "resolves_by": "2023-01-01"}
every_list = pytest.mark.parametrize("path", LISTS)


@pytest.fixture
def many(
    once: Once, client: TestClient, make_article: Make, make_source: Make
) -> dict[str, Any]:
    """Rows with equal names, dates and places, which differ only by id."""
    return once("many", lambda: _made(client, make_article, make_source))


def _made(client: TestClient, make_article: Make, make_source: Make) -> dict[str, Any]:
    source = make_source(name="Same")
    stances = [
        {"fact": {"statement": f"Same {number}."} | due, "stance": "supports"}
        for number, due in enumerate([SOON, {}, SOON, {"opens_at": DAY}, SOON])
    ]
    claims = [
        {
            "text": f"{number}",
            "form": "direct_quote",
            "attribution": said_by(source["id"])
            if number % 3
            else [unnamed("same", ordinal=number + 1), *_joint(source)],
            "said": day(1 + number // 4) if number % 4 else None,
            "subjects": [{"source_id": source["id"]}],
            "tags": ["rain", f"{number}"],
            "spans": [{"part": "content", "exact": "Same"}] if number % 2 else [],
            "stances": stances if number else stances[1:],
        }
        for number in range(9)
    ]
    dates = [day(3), day(3), None, {"text": "?"}, day(3)]
    for date in dates:
        make_article(title="Same", published=date)
    of_outlet = {"title": "Same", "text": "Same.", "published": day(3)}
    article = make_article(**of_outlet, claims=claims)
    claim, *_ = walk(client, f"/articles/{article['id']}/claims?sort=position")
    (fact,) = (row for row in walk(client, "/facts") if row["statement"] == "Same 0.")
    for number in range(4):
        held = {"assessor": {"name": f"Desk {number}"}, "verdict": "true", "as_of": DAY}
        path = f"{API}/facts/{fact['id']}/assessments?reason=x"
        client.post(path, json=held).raise_for_status()
    return {
        "article": article["id"],
        "source": source["id"],
        "claim": claim["id"],
        "fact": fact["id"],
    }


def _joint(source: Json) -> list[Json]:
    return [{"position": 1, "source_id": source["id"], "relation": "said"}]


def after(path: str, cursor: str) -> str:
    return f"{API}{path}{'&' if '?' in path else '?'}cursor={cursor}"


@pytest.mark.portable
@every_list
class TestPages:
    def test_finds_every_row_once(
        self, client: TestClient, many: Json, path: str
    ) -> None:
        path = path.format(**many)
        whole = client.get(f"{API}{path}&limit=1000").json()

        lists = [walk(client, f"{path}&limit={limit}") for limit in (1, 2, 3)]

        assert whole["next_cursor"] is None
        rows = whole["data"]
        assert len(set(ids(rows))) == len(rows) >= 4
        assert lists == [rows] * 3

    def test_the_cursor_and_the_link_return_the_same_page(
        self, client: TestClient, many: Json, path: str
    ) -> None:
        path = path.format(**many)
        answer = client.get(f"{API}{path}&limit=2")

        by_cursor = client.get(after(f"{path}&limit=2", answer.json()["next_cursor"]))
        by_link = client.get(answer.links["next"]["url"])

        assert by_cursor.content == by_link.content

    def test_a_full_last_page_has_no_cursor(
        self, client: TestClient, many: Json, path: str
    ) -> None:
        path = path.format(**many)
        count = len(client.get(f"{API}{path}&limit=1000").json()["data"])

        answer = client.get(f"{API}{path}&limit={count}")

        assert len(answer.json()["data"]) == count
        assert answer.json()["next_cursor"] is None
        assert "link" not in answer.headers


@pytest.mark.portable
class TestPagesOfChildren:
    @pytest.fixture
    def source(self, make_source: Make) -> Json:
        """A source with five of everything."""
        return make_source(
            names=[{"name": f"Jens {n}"} for n in range(5)],
            identifiers=[{"scheme": f"s{n}", "value": "1"} for n in range(5)],
            affiliations=[
                {"organisation": {"name": "NATO"}, "relation": "works_for", "title": t}
                for t in "abcde"
            ],
        )

    @pytest.mark.parametrize("limit", [1, 2, 5])
    @pytest.mark.parametrize("name", ["names", "identifiers", "affiliations"])
    def test_finds_every_child_of_a_source_once(
        self, client: TestClient, source: Json, name: str, limit: int
    ) -> None:
        rows = walk(client, f"/sources/{source['id']}/{name}?limit={limit}")

        assert rows == source[name]
        assert len(rows) == 5

    @pytest.mark.parametrize("limit", [1, 2, 5])
    @pytest.mark.parametrize("name", ["revisions", "history"])
    def test_finds_every_revision_and_audit_entry_of_an_article_once(
        self, client: TestClient, article: Json, name: str, limit: int
    ) -> None:
        path = f"/articles/{article['id']}"
        for number in range(4):
            client.post(
                f"{API}{path}/revisions", json={"text": f"Text {number}."}
            ).raise_for_status()

        rows = walk(client, f"{path}/{name}?limit={limit}")

        key = "number" if name == "revisions" else "version"
        assert [row[key] for row in rows] == [5, 4, 3, 2, 1]


class TestTotal:
    @pytest.mark.parametrize(
        "path", ["/sources", "/articles", "/claims", "/tags", "/facts"]
    )
    def test_is_the_same_on_every_page(
        self, client: TestClient, many: Json, path: str
    ) -> None:
        assert many

        found = list(pages(client, f"{path}?include=total&limit=3"))

        count = sum(len(page["data"]) for page in found)
        assert {page["total"] for page in found} == {count}
        assert len(found) > 1

    def test_is_left_out_unless_requested(self, client: TestClient) -> None:
        assert client.get(f"{API}/tags").json().keys() == {"data", "next_cursor"}


class TestLink:
    def test_keeps_every_parameter(self, client: TestClient, many: Json) -> None:
        assert many
        query = {"tag": ["rain", "ж&%"], "fields": ["text,act"], "limit": ["2"]}

        answer = client.get(f"{API}/claims", params=query)

        link = urlsplit(answer.links["next"]["url"])
        sent = parse_qs(link.query)
        assert link.path == f"{API}/claims"
        assert sent.pop("cursor") == [answer.json()["next_cursor"]]
        assert sent == query

    def test_has_one_cursor_on_every_page(self, client: TestClient, many: Json) -> None:
        assert many
        answer = client.get(f"{API}/claims?limit=2")
        for _ in range(3):
            answer = client.get(answer.links["next"]["url"])

            query = parse_qs(urlsplit(answer.links["next"]["url"]).query)
            assert len(query["cursor"]) == 1


class TestChangingRecords:
    def test_creating_rows_neither_repeats_nor_omits_existing_rows(
        self, client: TestClient, many: Json, make_tag: Make
    ) -> None:
        assert many
        before = ids(walk(client, "/tags?sort=-recorded"))
        seen = pages(client, "/tags?sort=-recorded&limit=2")

        rows = ids(next(seen)["data"])
        for number in range(3):
            make_tag(name=f"new {number}")
        rows += [row["id"] for page in seen for row in page["data"]]

        assert rows == before

    @pytest.mark.parametrize(
        "path",
        [
            "/sources?sort=name",
            "/articles?sort=-published",
            "/claims?sort=-dated",
            "/claims?sort=recorded",
            "/tags?sort=name",
            "/changes?after=0",
        ],
    )
    def test_concurrent_writes_neither_repeat_nor_omit_rows(
        self, client: TestClient, many: Json, make_article: Make, path: str
    ) -> None:
        assert many
        before = set(ids(walk(client, path)))
        rows: list[int] = []

        for number, page in enumerate(pages(client, f"{path}&limit=3")):
            rows += ids(page["data"])
            if number < 3:
                claim = {"text": "Snow.", "form": "unclear", "tags": [f"a{number}"]}
                claim |= {"attribution": [unnamed("same")]}
                make_article(published=day(1), claims=[claim])

        assert len(set(rows)) == len(rows)
        assert before <= set(rows)

    def test_a_page_continues_after_a_withdrawn_row(
        self, client: TestClient, make_tag: Make
    ) -> None:
        tags = [make_tag(name=f"{number}") for number in range(4)]
        seen = pages(client, "/tags?limit=2")
        next(seen)

        path = f"{API}/tags/{tags[1]['id']}"
        client.delete(path, headers=if_match(tags[1])).raise_for_status()

        assert ids(next(seen)["data"]) == [tags[2]["id"], tags[3]["id"]]

    def test_a_row_that_moves_ahead_is_found(
        self, client: TestClient, make_article: Make
    ) -> None:
        moved, *_ = [make_article(published=day(20 - n)) for n in range(3)]
        seen = pages(client, "/articles?kind=news&limit=2")
        next(seen)

        client.patch(
            f"{API}/articles/{moved['id']}",
            json={"published": None},
            headers=if_match(moved),
        ).raise_for_status()

        assert ids(next(seen)["data"])[-1] == moved["id"]


class TestLongKeys:
    @pytest.mark.parametrize("name", ["\ufdfa" * 500, '"\\' * 250, "\x01a" * 250])
    def test_long_sort_keys_are_paginated(
        self, client: TestClient, make_source: Make, name: str
    ) -> None:
        made = [make_source(name=name, country_code="NO")["id"] for _ in range(3)]

        rows = walk(client, "/sources?country=NO&sort=name&limit=1")

        assert ids(rows) == made


class TestNullDates:
    @pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
    def test_of_facts_are_last_with_every_page_size(
        self, client: TestClient, make_fact: Make, limit: int
    ) -> None:
        dates = [None, "2023-01-02", None, "2023-01-01", "2023-01-02"]
        made = [make_fact(kind="event", resolves_by=date)["id"] for date in dates]

        rows = walk(client, f"/facts?kind=event&sort=resolves_by&limit={limit}")

        assert ids(rows) == [made[n] for n in (3, 1, 4, 0, 2)]

    @pytest.mark.parametrize("sort", ["published", "-published"])
    @pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
    def test_of_articles_are_last_with_every_page_size(
        self, client: TestClient, make_article: Make, sort: str, limit: int
    ) -> None:
        dates = [None, day(2), None, day(1), {"text": "lately"}]
        made = [make_article(published=date)["id"] for date in dates]

        rows = walk(client, f"/articles?kind=news&sort={sort}&limit={limit}")

        if sort == "published":
            assert ids(rows) == [made[n] for n in (3, 1, 0, 2, 4)]
        else:
            assert ids(rows) == [made[n] for n in (1, 3, 4, 2, 0)]


class TestEndsOfTime:
    @pytest.mark.parametrize("sort", ["dated", "-dated"])
    def test_the_first_and_the_last_instant_are_paginated(
        self, client: TestClient, make_claim: Make, sort: str
    ) -> None:
        first, last = "0001-01-01T00:00:00.000001Z", "2022-02-28T23:59:59.999998Z"
        for text, instant in (("First.", first), ("Last.", last), ("Also.", last)):
            make_claim(text=text, said={"from": instant})

        rows = walk(client, f"/claims?form=direct_quote&sort={sort}&limit=1")

        assert len(rows) == 3


@pytest.mark.portable
class TestCursor:
    @pytest.fixture
    def cursor(self, client: TestClient, many: Json) -> str:
        assert many
        cursor: str = client.get(f"{API}/claims?tag=rain&limit=2").json()["next_cursor"]
        return cursor

    @pytest.mark.parametrize(
        "query",
        [
            "tag=rain&limit=5",
            "tag=rain&fields=text",
            "tag=rain&expand=attribution,tags",
            "limit=3&tag=rain&expand=spans&fields=text,spans",
        ],
    )
    def test_is_valid_with_another_limit_and_other_fields(
        self, client: TestClient, cursor: str, query: str
    ) -> None:
        rows = ids(walk(client, "/claims?tag=rain"))

        answer = client.get(after(f"/claims?{query}", cursor))

        assert answer.status_code == 200
        shown = ids(answer.json()["data"])
        assert shown == rows[2 : 2 + len(shown)]

    @pytest.mark.parametrize(
        "path",
        [
            "/claims",
            "/claims?tag=snow",
            "/claims?tag=rain&tag=snow",
            "/claims?tag=rain&act=denial",
            "/claims?tag=rain&sort=dated",
            "/claims?tag=rain&sort=-recorded",
            "/claims?tag=rain&include=withdrawn",
            "/claims?tag=rain&review=any",
            "/articles/1/claims?tag=rain",
            "/articles",
            "/sources?sort=name",
            "/tags",
            "/changes",
            "/articles/1/revisions",
            "/sources/1/names",
            "/sources/1/history",
            "/facts",
            "/facts/1/claims",
            "/facts/1/assessments",
            "/claims/1/stances",
        ],
    )
    def test_is_refused_with_another_list_filter_or_sort(
        self, client: TestClient, cursor: str, path: str
    ) -> None:
        answer = client.get(after(path, cursor))

        known = path != "/articles/1/claims?tag=rain"  # no filter of that list
        assert answer.status_code == (400 if known else 422)
        assert the_error(answer)["parameter"] == ("cursor" if known else "tag")

    @pytest.mark.parametrize(
        "key",
        [
            [],
            [1],
            [1, 2, 3],
            [None, None],
            ["2022-03-21T00:00:00Z"],
            ["2022-03-21T00:00:00Z", 1, 2],
            ["2022-03-21T00:00:00", 1],
            ["0001-01-01T00:00:00+23:59", 1],
            ["9999-12-31T23:59:59-23:59", 1],
            ["monday", 1],
            [1647820800, 1],
            [None, 1],
            ["2022-03-21T00:00:00Z", None],
            ["2022-03-21T00:00:00Z", "1"],
            ["2022-03-21T00:00:00Z", 1.5],
            ["2022-03-21T00:00:00Z", True],
            ["2022-03-21T00:00:00Z", -1],
            ["2022-03-21T00:00:00Z", 2**53],
            ["2022-03-21T00:00:00Z", {}],
        ],
    )
    def test_with_a_forged_key_is_refused(
        self, client: TestClient, cursor: str, key: list[Any]
    ) -> None:
        scope, *_ = json.loads(urlsafe_b64decode(cursor + "=="))
        forged = urlsafe_b64encode(json.dumps([scope, *key]).encode()).decode()

        answer = client.get(after("/claims?tag=rain", forged.rstrip("=")))

        assert answer.status_code == 400
        assert the_error(answer)["code"] == "bad_cursor"

    @pytest.mark.parametrize(
        "cursor", ["", "!", "é", "null", "bnVsbA", "WzEsMiwzXQ", "%00", "a" * 9000]
    )
    @pytest.mark.parametrize(
        "path", ["/claims", "/articles", "/tags", "/changes", "/sources/1/names"]
    )
    def test_that_is_invalid_is_refused(
        self, client: TestClient, path: str, cursor: str
    ) -> None:
        answer = client.get(after(path, cursor))

        assert answer.status_code == 400
        assert the_error(answer)["parameter"] == "cursor"


@pytest.mark.portable
class TestLimit:
    def test_is_50_unless_another_is_given(
        self, client: TestClient, make_tag: Make
    ) -> None:
        for number in range(51):
            make_tag(name=f"{number}")

        assert len(client.get(f"{API}/tags").json()["data"]) == 50
        assert len(client.get(f"{API}/tags?limit=1000").json()["data"]) == 52
