from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from db.queries.quoted import SORT_LIMIT
from tests.api.bodies import API, LARGEST_ID, Json, ids, the_error
from tests.api.fact_records import WHY
from tests.api.identity_records import Identified
from tests.api.reports import Reporter, claim, official
from tests.keys import shown

ANY = {"if-match": "*"}
URL = "https://example.org/rain"


class Merging(Identified):
    """Records one article twice, and merges the two."""

    def into(self, article: int, into: int, **headers: str) -> Response:
        answer: Response = self.client.post(
            f"{API}/articles/{article}/merge",
            json={"merged_into_id": into},
            params=WHY,
            headers=headers or ANY,
        )
        return answer

    def one_of(self, article: int, into: int) -> Json:
        answer = self.into(article, into)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    def apart(self, article: int) -> Response:
        path = f"{API}/articles/{article}/unmerge"
        answer: Response = self.client.post(path, params=WHY, headers=ANY)
        return answer

    def copy(self, **values: Any) -> int:
        body = {"title": "Rain", "text": "It rained.", "new": True}
        return int(self.post("/articles", body | values)["id"])

    def claims_of(self, article: int) -> list[int]:
        return sorted(ids(self.get(f"/articles/{article}/claims")["data"]))


@pytest.fixture
def told(client: TestClient) -> Merging:
    return Merging(client)


class TestMerge:
    def test_returns_the_merged_article(self, told: Merging) -> None:
        one, other = told.copy(), told.copy()

        merged = told.one_of(one, other)

        assert merged["merged_into_id"] == other
        assert (merged["version"], merged["withdrawn_at"]) == (2, None)
        entry = told.get(f"/articles/{one}/history")["data"][0]
        assert (entry["action"], entry["reason"]) == ("merge", WHY["reason"])

    @pytest.mark.parametrize("part", ["", "/claims"])
    def test_the_merged_article_redirects_to_the_survivor(
        self, told: Merging, part: str
    ) -> None:
        one, other = told.copy(), told.copy()
        told.say(told.source(), told.fact(), article=one)
        told.one_of(one, other)

        answer = told.client.get(f"{API}/articles/{one}{part}", follow_redirects=False)

        assert answer.status_code == 308
        assert answer.headers["location"] == f"{API}/articles/{other}{part}"

    def test_the_survivor_lists_the_claims_of_both(self, told: Merging) -> None:
        one, other = told.copy(), told.copy()
        source, fact = told.source(), told.fact()
        mine = told.say(source, fact, article=one)
        theirs = told.say(source, fact, article=other)
        told.one_of(one, other)

        both = sorted([mine["id"], theirs["id"]])
        assert told.claims_of(other) == both
        found = told.get("/claims", article=other, include="total")
        assert sorted(ids(found["data"])) == both
        assert found["total"] == 2
        assert told.get(f"/claims/{mine['id']}")["article_id"] == one

    def test_the_merged_article_keeps_its_texts(self, told: Merging) -> None:
        one, other = told.copy(text="It rained."), told.copy(text="It poured.")
        told.one_of(one, other)

        (text,) = told.get(f"/articles/{one}/revisions")["data"]

        assert told.get(f"/articles/{one}/revisions/1")["text"] == "It rained."
        assert text["number"] == 1

    def test_lists_show_only_the_survivor(self, told: Merging) -> None:
        before = told.get("/articles", include="total,withdrawn")
        one, other = told.copy(), told.copy()
        told.one_of(one, other)

        found = told.get("/articles", include="total,withdrawn")

        assert set(ids(found["data"])) == {other, *ids(before["data"])}
        assert found["total"] == before["total"] + 1

    def test_both_addresses_find_the_survivor(self, told: Merging) -> None:
        one, other = told.copy(url=URL), told.copy(url=f"{URL}/again")
        told.one_of(one, other)

        for url in (URL, f"{URL}/again"):
            assert ids(told.get("/articles", url=url)["data"]) == [other]
            body = {"title": "Rain", "url": url}
            answer = told.client.post(f"{API}/articles", json=body)
            assert answer.status_code == 409
            assert answer.json()["conflict"] == {"resource": "article", "id": other}

    def test_recording_the_merged_text_again_conflicts_with_the_survivor(
        self, told: Merging
    ) -> None:
        outlet = told.source("outlet")
        one = told.copy(outlet_id=outlet)
        other = told.copy(outlet_id=outlet, text="It poured.")
        told.one_of(one, other)
        body = {"title": "Rain", "text": "It rained.", "outlet_id": outlet}

        answer = told.client.post(f"{API}/articles", json=body)

        assert answer.status_code == 409
        assert answer.json()["conflict"]["id"] == other

    def test_the_survivor_lists_reprints_of_the_merged_article(
        self, told: Merging
    ) -> None:
        one, other = told.copy(), told.copy()
        reprint = told.copy(root_article_id=one)
        told.one_of(one, other)

        assert ids(told.get("/articles", root_article=other)["data"]) == [reprint]

    def test_the_survivor_lists_sources_quoted_in_the_merged_article(
        self, told: Merging
    ) -> None:
        one, other = told.copy(), told.copy()
        source = told.source()
        told.say(source, told.fact(), article=one)
        told.one_of(one, other)

        assert ids(told.get("/sources", article=other)["data"]) == [source]

    @pytest.mark.parametrize("many", [1, SORT_LIMIT], ids=["scanned", "sorted"])
    def test_the_survivor_is_listed_for_sources_quoted_in_the_merged_article(
        self, told: Merging, monkeypatch: pytest.MonkeyPatch, many: int
    ) -> None:
        monkeypatch.setattr("db.reads.quoted.SORT_LIMIT", many)
        one, other, third = (told.copy() for _ in range(3))
        source, fact = told.source(), told.fact()
        told.say(source, fact, article=one)
        told.say(source, fact, article=third)
        told.one_of(one, other)

        found = told.get("/articles", source=source, include="total")

        assert (ids(found["data"]), found["total"]) == ([third, other], 2)
        told.apart(one).raise_for_status()
        assert ids(told.get("/articles", source=source)["data"]) == [third, one]


class TestMergedArticle:
    @pytest.mark.parametrize(
        ("method", "below", "body"),
        [
            ("PATCH", "", {"note": "x"}),
            ("DELETE", "", None),
            ("DELETE", "?cascade=true", None),
            ("POST", "/revert", {"version": 1}),
            ("POST", "/revisions", {"text": "It poured."}),
        ],
    )
    def test_refuses_changes(
        self, told: Merging, method: str, below: str, body: Json | None
    ) -> None:
        one, other = told.copy(), told.copy()
        told.one_of(one, other)
        headers = {} if below == "/revisions" else ANY

        answer = told.client.request(
            method, f"{API}/articles/{one}{below}", json=body, headers=headers
        )

        assert answer.status_code == 409, answer.text
        assert answer.json()["conflict"] == {"resource": "article", "id": other}

    def test_refuses_new_claims(self, told: Merging) -> None:
        one, other = told.copy(), told.copy()
        told.one_of(one, other)
        claim = {"article_id": one, "text": "Rain.", "form": "own_voice"}
        chain = [{"source_id": told.source(), "relation": "said", "position": 1}]

        answer = told.client.post(f"{API}/claims", json=claim | {"attribution": chain})

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "merged"
        assert the_error(answer)["pointer"] == "/article_id"
        assert the_error(answer)["message"] == f"This article is now {other}."

    def test_its_claims_can_be_changed(self, told: Merging) -> None:
        one, other = told.copy(), told.copy()
        claim = told.say(told.source(), told.fact(), article=one)
        told.one_of(one, other)

        assert told.change(f"/claims/{claim['id']}", {"note": "x"})["version"] == 2

    def test_its_survivor_cannot_be_withdrawn(self, told: Merging) -> None:
        one, other = told.copy(), told.copy()
        told.one_of(one, other)

        for cascade in ("", "?cascade=true"):
            path = f"{API}/articles/{other}{cascade}"
            answer = told.client.delete(path, headers=ANY)
            assert answer.status_code == 409
            assert answer.json()["conflict"] == {"resource": "article", "id": one}

    def test_is_restricted_with_its_survivor(self, told: Merging) -> None:
        one, other = told.copy(), told.copy()
        claim = told.say(told.source(), told.fact(), article=one)
        told.one_of(one, other)

        told.change(f"/articles/{other}", {"visibility": "restricted"})

        reader = shown("reader")
        for path in (f"/articles/{one}", f"/claims/{claim['id']}"):
            assert told.client.get(API + path, headers=reader).status_code == 404


class TestRefusedMerge:
    def test_refuses_itself_unknown_withdrawn_and_merged_articles(
        self, told: Merging
    ) -> None:
        one, merged, survivor, gone = (told.copy() for _ in range(4))
        told.one_of(merged, survivor)
        told.client.delete(f"{API}/articles/{gone}", headers=ANY)

        for into, code in (
            (one, "invalid"),
            (LARGEST_ID, "not_found"),
            (gone, "withdrawn"),
            (merged, "merged"),
        ):
            answer = told.into(one, into)
            assert answer.status_code == 422
            assert the_error(answer)["code"] == code
            assert the_error(answer)["pointer"] == "/merged_into_id"
        circle = told.into(survivor, merged)
        assert "unmerge it first" in the_error(circle)["message"]

    def test_refuses_articles_of_two_outlets(self, told: Merging) -> None:
        one, other = (told.copy(outlet_id=told.source("outlet")) for _ in range(2))

        answer = told.into(one, other)

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "other_outlet"
        told.one_of(told.copy(), other)

    def test_refuses_a_reprint_and_its_original(self, told: Merging) -> None:
        root = told.copy()
        between = told.copy(root_article_id=root)
        reprint = told.copy(root_article_id=between)

        for article, into in ((reprint, root), (root, reprint), (root, between)):
            answer = told.into(article, into)
            assert answer.status_code == 422
            assert the_error(answer)["code"] == "reprint"

    def test_a_survivor_cannot_reprint_the_merged_article(self, told: Merging) -> None:
        one, other = told.copy(), told.copy()
        told.one_of(one, other)

        answer = told.client.patch(
            f"{API}/articles/{other}", json={"root_article_id": one}, headers=ANY
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/root_article_id"

    def test_refuses_a_public_and_a_restricted_article(self, told: Merging) -> None:
        answer = told.into(told.copy(), told.copy(visibility="restricted"))

        assert answer.status_code == 409

    def test_returns_403_to_an_analyst(self, told: Merging) -> None:
        hidden, one = told.copy(visibility="restricted"), told.copy()

        answer = told.into(one, hidden, **ANY, **shown("analyst"))

        assert answer.status_code == 403


class TestUnmerge:
    def test_is_the_inverse_of_a_merge(self, told: Merging) -> None:
        one, other = told.copy(url=URL), told.copy()
        claim = told.say(told.source(), told.fact(), article=one)
        before = [told.get(f"/articles/{n}") for n in (one, other)]
        told.one_of(one, other)

        assert told.apart(one).status_code == 200

        after = [told.get(f"/articles/{n}") for n in (one, other)]
        assert after[1] == before[1]
        changing = {name: after[0][name] for name in ("version", "updated_at")}
        assert after[0] == before[0] | changing
        assert told.claims_of(one) == [claim["id"]]
        assert told.claims_of(other) == []
        assert ids(told.get("/articles", url=URL)["data"]) == [one]

    def test_keeps_earlier_merges(self, told: Merging) -> None:
        one, two, three = (told.copy() for _ in range(3))
        claim = told.say(told.source(), told.fact(), article=one)
        told.one_of(one, two)
        told.one_of(two, three)
        assert told.claims_of(three) == [claim["id"]]

        told.apart(two).raise_for_status()

        assert told.claims_of(two) == [claim["id"]]
        assert told.claims_of(three) == []

    def test_refuses_an_article_that_is_not_merged(self, told: Merging) -> None:
        assert told.apart(told.copy()).status_code == 409


class TestCorroboration:
    """Articles that were merged are one, with one and the same root."""

    @pytest.fixture
    def reporter(self, client: TestClient) -> Reporter:
        return Reporter(client)

    @staticmethod
    def totals(side: Json) -> tuple[int, int]:
        return side["articles"]["total"], side["origins"]["total"]

    def test_counts_merged_articles_as_one(
        self, told: Merging, reporter: Reporter
    ) -> None:
        one, other = (
            reporter.prints(claim(official("official")))["id"] for _ in range(2)
        )
        assert self.totals(reporter.side()) == (2, 2)
        told.one_of(one, other)

        merged, apart = reporter.side(), reporter.side(fold="none")

        assert (self.totals(merged), self.totals(apart)) == ((1, 1), (1, 2))
        for side in (merged, apart):
            (counted,) = side["explain"]["articles"]["counted"]
            assert (counted["article_id"], len(counted["claim_ids"])) == (other, 2)
            assert side["explain"]["articles"]["folded"] == []
        then = {"as_of_kind": "record"}
        then["as_of"] = told.get(f"/articles/{one}/history")["data"][0]["at"]
        told.apart(one).raise_for_status()
        assert self.totals(reporter.side()) == (2, 2)
        assert reporter.side(**then) == merged

    @pytest.mark.parametrize("is_root_merged", [False, True])
    def test_folds_reprints_of_merged_articles(
        self, told: Merging, reporter: Reporter, is_root_merged: bool
    ) -> None:
        """Each of two reprints is of one of two articles that are the same.

        Or both are reprints, but only the survivor has its original.
        """
        one, other = (reporter.prints(by="Reuters")["id"] for _ in range(2))
        said = claim(official("official"))
        first = reporter.prints(said, by="CNN", root_article_id=one)["id"]
        root = {"root_article_id": other} if is_root_merged else {}
        by = "BBC" if is_root_merged else "CNN"
        second = reporter.prints(claim(official("official")), by=by, **root)["id"]
        third = reporter.prints(
            claim(official("official")), by="Fox", root_article_id=one
        )["id"]
        told.one_of(*((one, other) if is_root_merged else (second, first)))

        side = reporter.side()

        assert self.totals(side) == (1, 1)
        then = {"as_of_kind": "record"}
        merged = one if is_root_merged else second
        then["as_of"] = told.get(f"/articles/{merged}/history")["data"][0]["at"]
        told.apart(merged).raise_for_status()
        assert self.totals(reporter.side()) == (2, 2)
        assert reporter.side(**then) == side
        assert third in {
            one["article_id"] for one in side["explain"]["articles"]["folded"]
        }
