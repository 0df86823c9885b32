from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    claim_in,
    day,
    ids,
    if_match,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import CountingReader, Make

TEXT = "First rain, then snow, then sun."
# A second claim for each claim that a filter must match, without the values.
OTHER = {
    "text": "Other 1000 ab 25 / y.",
    "form": "unclear",
    "act": "unknown",
    "language": "de",
    "terms": "background",
    "said": day(1, month=1),
}


def named(kind: str = "person", **values: Any) -> Json:
    """Return a step of a named source that is matched or made."""
    source = {"kind": kind, "name": f"A {kind}"} | values
    return {"position": 1, "source": source, "relation": "said"}


@pytest.mark.every_case
class TestReadClaims:
    @pytest.mark.parametrize(
        ("query", "values"),
        [
            ("form=paraphrase", {"form": "paraphrase"}),
            ("form=paraphrase&form=mixed_quote", {"form": "mixed_quote"}),
            ("act=no_evidence", {"act": "no_evidence"}),
            ("act=denial&act=no_evidence", {"act": "denial"}),
            ("anonymous=true", {"attribution": [unnamed("official")]}),
            ("unresolved=true", {"attribution": [unnamed("he", "unresolved")]}),
            ("speaker_kind=group", {"attribution": [named("group", name="G7")]}),
            (
                "speaker_kind=organisation&speaker_kind=anonymous_group",
                {"attribution": [unnamed("officials", "anonymous_group")]},
            ),
            ("sector=military", {"attribution": [unnamed("x", sector="military")]}),
            ("country=BY", {"attribution": [named(name="B", country_code="BY")]}),
            (
                "country=BY&country=RU",
                {"attribution": [named(name="R", country_code="RU")]},
            ),
            ("hedged=true", {"hedges": ["could"]}),
            ("language=be", {"language": "be"}),
            ("terms=off_record", {"terms": "off_record"}),
            ("terms=on_record&terms=off_record", {"terms": "on_record"}),
            ("tag=rain", {"tags": ["rain"]}),
            ("tag=rain&tag=снег", {"tags": ["снег"]}),
            ("review=disputed", {"review": "disputed"}),
            ("review=draft", {"review": "draft"}),
            ("review=draft&review=rejected", {"review": "rejected"}),
            (
                "anchor=exact&form=unclear",
                {"spans": [{"part": "content", "exact": "snow"}]},
            ),
            ("said_from=2022-03-21", {"said": day(21)}),
            ("said_from=2022-03-21T23:59:59Z", {"said": day(21)}),
            ("said_from=2022-03-22T01:00:00%2B02:00", {"said": day(21)}),
            ("said_from=2023-01-01", {"said": {"from": "2022-03-01"}}),
            ("said_from=2021-01-01&said_to=2021-02-01", {"said": {"to": "2022-01-01"}}),
            ("said_from=2022-03-20&said_to=2022-03-23", {"said": day(21)}),
            ("said_from=2022-03-21&said_to=2022-03-22", {"said": day(21)}),
            ("dated_from=2022-03-21", {"said": day(21)}),
            ("dated_from=2022-03-21T00:00:00Z", {"said": day(21)}),
            ("dated_from=2022-03-01&dated_to=2022-03-22", {"said": day(21)}),
            ("q=kyiv", {"text": "Kyïv stands."}),
            ("q=ПУТИН", {"text": "Сказал Путин."}),
            ("q=100%25", {"text": "It is 100% rain."}),
            ("q=a_b", {"text": "It is a_b."}),
            ("q=belarus enter", {"text": "It may.", "statement": "Belarus may enter."}),
        ],
    )
    def test_filters(
        self, client: TestClient, make_article: Make, query: str, values: Json
    ) -> None:
        article = make_article(text=TEXT)
        body = claim_in(article["id"], [named()]) | OTHER
        client.post(f"{API}/claims", json=body).raise_for_status()
        wanted = client.post(f"{API}/claims", json=body | {"text": "It."} | values)

        rows = walk(client, f"/claims?{query}")

        assert ids(rows) == [wanted.json()["id"]]

    @pytest.mark.parametrize(
        ("part", "found"),
        [("source", [1, 1, 1]), ("speaker", [1, 0, 0]), ("origin", [0, 0, 1])],
    )
    def test_filters_by_the_place_of_a_source_in_the_chain(
        self,
        client: TestClient,
        make_claim: Make,
        make_source: Make,
        part: str,
        found: list[int],
    ) -> None:
        sources = [make_source()["id"] for _ in range(3)]
        claim = make_claim(attribution=said_by(*sources))
        make_claim(text="Elsewhere.")

        each = [walk(client, f"/claims?{part}={source}") for source in sources]
        several = walk(client, f"/claims?{part}=" + f"&{part}=".join(map(str, sources)))

        assert ([len(rows) for rows in each], ids(several)) == (found, [claim["id"]])

    def test_filters_by_article_and_by_outlet(
        self, client: TestClient, make_article: Make, make_source: Make
    ) -> None:
        source = make_source()
        articles = [make_article(outlet={"name": name}) for name in ("CNN", "BBC")]
        claims = [
            client.post(
                f"{API}/claims", json=claim_in(article["id"], said_by(source["id"]))
            ).json()["id"]
            for article in articles
        ]
        article, outlet = articles[1]["id"], articles[1]["outlet_id"]

        assert ids(walk(client, f"/claims?article={article}")) == [claims[1]]
        assert ids(walk(client, f"/claims?outlet={outlet}")) == [claims[1]]
        both = f"article={articles[0]['id']}&article={article}"
        assert ids(walk(client, f"/claims?{both}")) == claims[::-1]
        assert (
            walk(client, f"/claims?article={articles[0]['id']}&outlet={outlet}") == []
        )

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("published_from=2022-03-22", True),
            ("published_from=2022-03-23", False),
            ("published_to=2022-03-22", False),
            ("published_to=2022-03-22T00:00:01Z", True),
            ("recorded_from=2022-03-22", True),
            ("recorded_from=2222-01-01", False),
            ("recorded_to=2222-01-01", True),
            ("recorded_to=2022-03-22", False),
            ("dated_to=2022-03-22", False),
            ("dated_to=2022-03-22T00:00:00.000001Z", True),
            ("dated_from=2022-03-22T00:00:00.000001Z", False),
            ("said_from=2022-03-22", False),
            ("said_to=2022-03-22", False),
            ("anonymous=false", True),
            ("hedged=false", True),
        ],
    )
    def test_filters_by_published_recorded_and_dated_intervals(
        self, client: TestClient, make_article: Make, query: str, found: bool
    ) -> None:
        claims = [{"text": "It.", "form": "unclear", "attribution": [named()]}]
        article = make_article(published=day(22), claims=claims)

        rows = walk(client, f"/claims?{query}&article={article['id']}")

        assert len(rows) == found

    def test_lists_only_claims_that_match_all_filters(
        self, client: TestClient, make_claim: Make
    ) -> None:
        values = {"act": "denial", "hedges": ["may"], "tags": ["rain"]}
        wanted = make_claim(text="All.", **values)
        for name in values:
            some = {key: value for key, value in values.items() if key != name}
            make_claim(text=f"All but {name}.", **some)

        rows = walk(client, "/claims?act=denial&hedged=true&tag=rain")

        assert ids(rows) == [wanted["id"]]

    def test_shows_reviewed_and_disputed_claims_by_default(
        self, client: TestClient, make_claim: Make
    ) -> None:
        for review in ("draft", "reviewed", "disputed", "rejected"):
            make_claim(text=review, review=review)

        shown = walk(client, "/claims?form=direct_quote&sort=recorded")
        every = walk(client, "/claims?form=direct_quote&sort=recorded&review=any")

        assert [row["review"] for row in shown] == ["reviewed", "disputed"]
        assert len(every) == 4

    def test_ignores_withdrawn_records_by_default(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claim = make_claim(tags=["rain"])
        path = f"{API}/claims/{claim['id']}"
        client.delete(path, headers=if_match(claim)).raise_for_status()

        assert walk(client, "/claims?tag=rain") == []
        (row,) = walk(client, "/claims?tag=rain&include=withdrawn")
        assert row["withdrawn_at"]

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("-dated", [1, 2, 0]),
            ("dated", [0, 2, 1]),
            ("recorded", [0, 1, 2]),
            ("-recorded", [2, 1, 0]),
            ("position", [2, 0, 1]),
        ],
    )
    def test_sorts(
        self, client: TestClient, make_article: Make, sort: str, order: list[int]
    ) -> None:
        article = make_article(text=TEXT)
        body = claim_in(article["id"], [named()], form="own_voice")
        values: list[Json] = [
            {"said": day(1), "spans": [{"part": "content", "exact": "snow"}]},
            {"said": day(3), "spans": []},
            {"said": day(2), "spans": [{"part": "content", "exact": "rain"}]},
        ]
        made = [
            client.post(f"{API}/claims", json=body | {"text": f"{n}"} | value).json()
            for n, value in enumerate(values)
        ]

        rows = walk(client, f"/claims?form=own_voice&sort={sort}&limit=1")

        assert ids(rows) == [made[number]["id"] for number in order]

    @pytest.mark.parametrize(
        ("query", "keys"),
        [
            ("", set()),
            ("expand=attribution", {"attribution"}),
            ("expand=spans,tags", {"spans", "tags"}),
            ("expand=tags&expand=attribution", {"attribution", "tags"}),
        ],
    )
    def test_expands_requested_references(
        self,
        client: TestClient,
        make_claim: Make,
        query: str,
        keys: set[str],
    ) -> None:
        spans = [{"part": "content", "exact": "rained"}]
        claim = make_claim(tags=["b", "a"], spans=spans)

        (row,) = client.get(f"{API}/claims?tag=a&{query}").json()["data"]

        shown = {key: row[key] for key in row.keys() & {"attribution", "spans", "tags"}}
        assert shown == {key: claim[key] for key in keys}

    @pytest.mark.parametrize("fields", ["text,tags", "tags&fields=text"])
    def test_shows_only_the_fields_that_are_named(
        self, client: TestClient, make_claim: Make, fields: str
    ) -> None:
        claim = make_claim(tags=["rain"])

        (row,) = client.get(f"{API}/claims?tag=rain&fields={fields}").json()["data"]

        assert row == {"id": claim["id"], "text": "It rained.", "tags": ["rain"]}

    def test_total_counts_all_matching_claims(
        self, client: TestClient, make_claim: Make
    ) -> None:
        for number in range(3):
            make_claim(text=f"{number}", tags=["rain"])

        page = client.get(f"{API}/claims?tag=rain&limit=2&include=total").json()

        assert (page["total"], len(page["data"])) == (3, 2)

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "&include=total",
            "&expand=attribution,spans,tags",
            "&sort=position",
            "&article={article}",
            "&source={source}",
            "&tag=rain&form=direct_quote",
        ],
    )
    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self,
        client: TestClient,
        reader: CountingReader,
        make_claim: Make,
        source: Json,
        query: str,
    ) -> None:
        spans = [{"part": "content", "exact": "rained"}]
        for number in range(20):
            claim = make_claim(text=f"{number}", tags=["rain"], spans=spans)
        query = query.format(article=claim["article_id"], source=source["id"])

        counts = reader.counts(
            client, f"/claims?limit=1{query}", f"/claims?limit=19{query}"
        )

        assert counts[0] == counts[1] <= 5

    @pytest.mark.portable
    @pytest.mark.parametrize(
        "query",
        [
            "act=lie",
            "source=0",
            "source=x",
            "anonymous=maybe",
            "country=Belarus",
            "language=_",
            "said_from=monday",
            "said_to=2022-02-30",
            "dated_from=2022-03-21T09:30",
            "recorded_to=2022-03-21T09:30:00",
            "q=",
            "q=%20",
            "q=%CC%81",
            "q=//",
            "q=-rain",
            "q=(rain",
            "tag=",
            "sort=text",
            "expand=evidence",
            "include=affiliated",
            "fields=colour",
            "limit=0",
            "limit=1001",
            "limit=1_0",
            "colour=red",
            "act=denial,question",
        ],
    )
    def test_reports_the_wrong_parameter(self, client: TestClient, query: str) -> None:
        answer = client.get(f"{API}/claims?{query}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == query.partition("=")[0]

    def test_lists_the_known_parameters_in_the_error(self, client: TestClient) -> None:
        error = the_error(client.get(f"{API}/claims?colour=red"))

        assert error["code"] == "extra_forbidden"
        assert error["message"].startswith(
            "Unknown parameter; known are: about_from, about_to, act,"
        )


class TestReadClaimsOfArticle:
    def test_lists_claims_in_the_order_of_the_text(
        self, client: TestClient, make_article: Make
    ) -> None:
        claims = [
            {
                "text": word,
                "form": "paraphrase",
                "attribution": [unnamed("he")],
                "spans": [{"part": "content", "exact": word}],
            }
            for word in ("sun", "rain", "snow")
        ]
        article = make_article(text=TEXT, claims=claims)

        rows = walk(client, f"/articles/{article['id']}/claims?sort=position&limit=2")

        assert [row["text"] for row in rows] == ["rain", "snow", "sun"]

    def test_may_be_empty(self, client: TestClient, article: Json) -> None:
        assert walk(client, f"/articles/{article['id']}/claims") == []


class TestUnknownParents:
    @pytest.mark.parametrize("resource", ["sources", "articles"])
    @pytest.mark.parametrize(
        ("record_id", "status"),
        [(LARGEST_ID, 404), (0, 422), (2**53, 422), ("x", 422), ("1.0", 422)],
    )
    def test_are_refused(
        self, client: TestClient, resource: str, record_id: Any, status: int
    ) -> None:
        answer = client.get(f"{API}/{resource}/{record_id}/claims")

        assert answer.status_code == status

    @pytest.mark.parametrize("resource", ["sources", "articles"])
    def test_a_withdrawn_parent_is_found_if_withdrawn_records_are_included(
        self, client: TestClient, source: Json, article: Json, resource: str
    ) -> None:
        record = source if resource == "sources" else article
        path = f"{API}/{resource}/{record['id']}"
        client.delete(path, headers=if_match(record)).raise_for_status()

        assert client.get(f"{path}/claims").status_code == 404
        assert client.get(f"{path}/claims?include=withdrawn").json()["data"] == []


class TestRecordedInterval:
    def test_is_half_open(self, client: TestClient, make_claim: Make) -> None:
        claim = make_claim(tags=["rain"])
        at = claim["created_at"]
        after = datetime.fromisoformat(at) + timedelta(microseconds=1)
        query = {"tag": "rain", "recorded_from": at}

        until = client.get(f"{API}/claims", params=query | {"recorded_to": at})
        beyond = client.get(
            f"{API}/claims", params=query | {"recorded_to": after.isoformat()}
        )

        assert until.json()["data"] == []
        assert ids(beyond.json()["data"]) == [claim["id"]]
