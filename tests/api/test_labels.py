"""Labels of sources are unique among the sources that the caller may see."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, ids, if_match, plain, said_by, walk
from tests.api.concurrent import at_once
from tests.api.conftest import CountingReader, Make
from tests.api.hidden_records import Public, tell
from tests.api.identity_records import Identified
from tests.emptying import Once
from tests.keys import shown

IN_SHORT = {"id", "name", "label", "kind"}


def labels(client: TestClient, **headers: str) -> dict[int, str]:
    rows = client.get(f"{API}/sources?limit=1000", headers=headers).json()["data"]
    return {row["id"]: row["label"] for row in rows}


class TestLabels:
    def test_are_names_if_no_other_source_has_the_name(self, source: Json) -> None:
        assert source["label"] == source["name"]

    def test_distinguish_namesakes_in_lists_and_records(
        self, client: TestClient, make_source: Make
    ) -> None:
        tie = {"organisation": {"name": "NATO"}, "relation": "works_for"}
        made = [
            make_source(name="J. Smith", affiliations=[tie]),
            make_source(name="J. Smith", country_code="GB"),
            make_source(name="j. smith"),
        ]

        found = [
            client.get(f"{API}/sources/{one['id']}").json()["label"] for one in made
        ]

        marks = ["J. Smith · NATO", "J. Smith · GB", f"j. smith · #{made[2]['id']}"]
        assert found == marks
        listed = labels(client)
        assert [listed[one["id"]] for one in made] == marks

    def test_creating_a_source_returns_the_label_that_a_read_returns(
        self, client: TestClient, make_source: Make
    ) -> None:
        make_source(name="J. Smith", country_code="GB")
        made = make_source(name="J. Smith", country_code="US")

        assert plain(made) == client.get(f"{API}/sources/{made['id']}").json()
        assert made["label"] == "J. Smith · US"

    def test_do_not_reveal_restricted_namesakes(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(name="J. Smith", country_code="GB")
        make_source(name="J. Smith", visibility="restricted")
        path, key = f"{API}/sources/{source['id']}", shown("reader")

        assert client.get(path).json()["label"] == "J. Smith · GB"
        assert client.get(path, headers=key).json()["label"] == "J. Smith"
        assert labels(client, **key)[source["id"]] == "J. Smith"

    def test_ignore_withdrawn_and_merged_namesakes(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(name="J. Smith")
        gone, merged = make_source(name="J. Smith"), make_source(name="J. Smith")
        client.delete(
            f"{API}/sources/{gone['id']}", headers={"if-match": '"v1"'}
        ).raise_for_status()
        client.post(
            f"{API}/sources/{merged['id']}/merge?reason=x",
            json={"merged_into_id": source["id"]},
            headers={"if-match": '"v1"'},
        ).raise_for_status()

        assert labels(client)[source["id"]] == "J. Smith"

    def test_need_equally_many_queries_for_one_row_and_for_many(
        self, client: TestClient, reader: CountingReader, make_source: Make
    ) -> None:
        for number in range(6):
            make_source(name=f"Name {number // 2}")

        one, many = reader.counts(client, "/sources?limit=1", "/sources?limit=6")

        assert one == many
        assert len(walk(client, "/sources?limit=2")) > 6


def claim_of(source: Json) -> Json:
    claim = claim_in(0, said_by(source["id"]))
    return {name: value for name, value in claim.items() if name != "article_id"}


def references(body: Any) -> Iterator[Json]:
    """Yield every source that is referred to in a response."""
    if isinstance(body, dict):
        if body.keys() == IN_SHORT:
            yield body
        body = list(body.values())
    for one in body if isinstance(body, list) else ():
        yield from references(one)


def counted(body: Any) -> Iterator[tuple[int, str]]:
    """Yield the ids and the names of sources and outlets in counts."""
    if isinstance(body, list):
        yield from ((one["series_id"], one["series"]) for one in body)
        return
    for name in ("source", "outlet"):
        for one in body["facets"]["values"][name]:
            yield one["value"], one["label"]


def asked(public: Public) -> list[str]:
    """Return the addresses of all reads that refer to sources."""
    person, fact = f"/sources/{public.person}", f"/facts/{public.fact}"
    parts = "expand=attribution,subjects"
    return [
        f"/claims?{parts}&limit=1000",
        f"/claims/{public.claim}",
        f"{person}/claims?{parts}",
        f"/articles/{public.article}/claims",
        f"/articles/{public.article}",
        f"/articles/{public.reprint}",
        "/articles",
        person,
        f"{person}/affiliations",
        f"{person}/identities",
        f"{person}/identities/{public.twin}",
        f"{person}/candidates?include=judged",
        f"{person}/positions",
        f"{person}/record?explain=true",
        f"/sources/{public.twin}",
        "/sources",
        fact,
        f"{fact}/claims",
        f"{fact}/assessments",
        f"{fact}/timeline",
        f"{fact}/corroboration?explain=true",
        f"/claims/{public.claim}?expand=facts",
    ]


class TestReferences:
    @pytest.fixture
    def public(self, client: TestClient, once: Once) -> Public:
        """A record in which everybody named has a namesake."""

        def make() -> Public:
            told = Identified(client)
            public = tell(told)
            told.joined(public.twin, public.person)
            for row in walk(client, "/sources?anonymous=false&limit=100"):
                told.source(row["kind"], name=row["name"])
            return public

        return once("namesakes", make)

    def test_have_the_label_of_the_source(
        self, client: TestClient, public: Public
    ) -> None:
        right, met = labels(client), set[int]()

        for path in asked(public):
            answer = client.get(f"{API}{path}", follow_redirects=True)
            found = list(references(answer.json()))
            assert answer.is_success, path
            assert found, path
            for one in found:
                if one["id"] in right:  # merged ones lead to their survivors
                    assert one["label"] == right[one["id"]], path
                    met.add(one["id"])

        assert {public.person, public.organisation, public.outlet} <= met

    @pytest.mark.parametrize(
        "path",
        [
            "/claims?limit=1&facets=source&facets=outlet",
            "/stats/claims?by=source",
            "/stats/claims?by=outlet",
            "/stats/unnamed",
            "/stats/verdicts?by=source",
        ],
    )
    def test_counts_and_facets_name_sources_by_their_labels(
        self, client: TestClient, public: Public, path: str
    ) -> None:
        right = labels(client)

        found = dict(counted(client.get(f"{API}{path}").json()))

        known = found.keys() & right.keys()
        assert known & {public.person, public.outlet}
        assert {key: found[key] for key in known} == {key: right[key] for key in known}

    def test_do_not_reveal_restricted_namesakes(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        ann = make_source(name="Ann E")
        claim = claim_in(article["id"], said_by(ann["id"]))
        claim_id = client.post(f"{API}/claims", json=claim).json()["id"]
        make_source(name="ann e", visibility="restricted")
        path = f"{API}/claims/{claim_id}"

        found = client.get(path), client.get(path, headers=shown("reader"))

        read = [one.json()["speakers"][0]["label"] for one in found]
        assert read == [f"Ann E · #{ann['id']}", "Ann E"]

    def test_creating_a_claim_returns_labels(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        ann = make_source(name="Ann E", country_code="GB")
        make_source(name="Ann E", country_code="US")

        claim = claim_in(article["id"], said_by(ann["id"]))
        made = client.post(f"{API}/claims", json=claim).json()

        assert made["speakers"][0]["label"] == "Ann E · GB"

    def test_a_batch_returns_labels_that_include_its_new_namesakes(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        ann = make_source(name="Ann E")
        other = {"kind": "organisation", "name": "Ann E", "new": True}
        described = {"position": 1, "relation": "said", "source": other}
        chains = said_by(ann["id"]), [described]
        claims = [claim_in(article["id"], chain) for chain in chains]

        body = {"mode": "atomic", "claims": claims}
        made = client.post(f"{API}/claims/batch", json=body).raise_for_status().json()

        speakers = [one["speakers"][0] for one in made["data"]]
        right = labels(client)
        assert [one["label"] for one in speakers] == [
            right[one] for one in ids(speakers)
        ]
        assert right[ann["id"]] != "Ann E"

    def test_labels_change_when_another_source_is_renamed(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        ann, bea = make_source(name="Ann E"), make_source(name="Bea E")
        claim = claim_in(article["id"], said_by(ann["id"]))
        claim_id = client.post(f"{API}/claims", json=claim).json()["id"]

        def renamed(source: Json, name: str) -> tuple[Json, str]:
            path = f"{API}/sources/{source['id']}"
            body, read = {"name": name}, if_match(source)
            answer = client.patch(path, json=body, headers=read).raise_for_status()
            speakers = client.get(f"{API}/claims/{claim_id}").json()["speakers"]
            return answer.json(), speakers[0]["label"]

        bea, alike = renamed(bea, "ANN E")
        _, unlike = renamed(bea, "Bea F")

        assert (alike, unlike) == (f"Ann E · #{ann['id']}", "Ann E")

    def test_sources_created_concurrently_with_one_name_are_distinguished(
        self, client: TestClient, article: Json
    ) -> None:
        body = {"kind": "person", "name": "Ann E"}
        made = at_once(lambda _: client.post(f"{API}/sources", json=body).json())

        (first, *_) = ids(made)
        claim = claim_in(article["id"], said_by(first))
        speakers = client.post(f"{API}/claims", json=claim).json()["speakers"]

        assert speakers[0]["label"] == f"Ann E · #{first}"

    def test_need_a_second_query_only_if_there_are_namesakes(
        self, client: TestClient, reader: CountingReader, make_source: Make
    ) -> None:
        alone, ann = make_source(name="Alone"), make_source(name="Ann E")
        make_source(name="Ann E")
        for source in (alone, ann):
            article = {"title": source["name"], "claims": [claim_of(source)]}
            client.post(f"{API}/articles", json=article).raise_for_status()
        paths = [f"/sources/{one['id']}/claims" for one in (alone, ann)]

        one, two = reader.counts(client, *paths)

        assert two == one + 1
