"""Writes that are undone in reverse order leave all records unchanged."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.api.bodies import API, Json, claim_in, ids, said_by, unnamed
from tests.api.fact_records import WHY, Told
from tests.emptying import empty
from tests.rounds import ROUNDS, drawn

ANY = {"if-match": "*"}
TEXT = "“It rained,” he said. “It snowed,” she said. Then it was dark."
WORDS = ("It rained", "It snowed", "Then it was dark", "said")
CHANGING = {"version", "updated_at"}
CLAIMS, ARTICLES, OUTLETS = range(5), range(3), range(3)
Undo = Callable[[], Any]
CHANGES: list[Json] = [
    {"note": "x"},
    {"tags": ["rain"], "said": "2022-03-01"},
    {"text": "It hailed.", "hedges": ["maybe"], "spans": []},
    {"attribution": [unnamed("a minister")]},
]

one_of_claims, one_of_articles = st.sampled_from(CLAIMS), st.sampled_from(ARTICLES)
one_of_outlets = st.sampled_from(OUTLETS)
STEPS = st.one_of(
    st.tuples(st.just("merge"), st.just("claims"), one_of_claims, one_of_claims),
    st.tuples(st.just("merge"), st.just("articles"), one_of_articles, one_of_articles),
    st.tuples(st.just("merge"), st.just("sources"), one_of_outlets, one_of_outlets),
    st.tuples(st.just("print_by"), one_of_outlets),
    st.tuples(st.just("cascade"), one_of_articles),
    st.tuples(st.just("withdraw"), one_of_claims),
    st.tuples(st.just("move"), one_of_claims, one_of_articles),
    st.tuples(
        st.just("change"),
        one_of_claims,
        st.sampled_from(CHANGES),
    ),
)


class Desk(Told):
    """Does things to claims and articles, and knows how to take each back."""

    def __init__(self, client: TestClient) -> None:
        super().__init__(client)
        source = self.source()
        self.sources = [self.source("outlet", name=f"Paper {n}") for n in OUTLETS]
        self.printed: list[tuple[int, int, int]] = []  # outlet, article, claim
        self.articles = [
            int(self.post("/articles", {"title": "Rain", "text": f"{TEXT} {n}"})["id"])
            for n in ARTICLES
        ]
        self.claims = []
        for number in CLAIMS:
            words = WORDS[number % 3]
            chain = said_by(source) if number < 3 else [unnamed("an official")]
            spans = [{"part": "content", "exact": words}]
            article = self.articles[number % 3]
            body = claim_in(article, chain, text=words) | {"spans": spans}
            self.claims.append(int(self.post("/claims", body)["id"]))

    def send(self, method: str, path: str, body: Json | None = None) -> bool:
        """Return whether a write was done; one that is refused has its reasons."""
        params = {} if method == "PATCH" else WHY
        answer = self.client.request(
            method, API + path, json=body, params=params, headers=ANY
        )
        assert answer.status_code in {200, 204, 404, 409, 422}, answer.text
        return answer.is_success

    def take_back(self, path: str, how: str, body: Json | None = None) -> Undo:
        def undo() -> None:
            assert self.send("POST", f"{path}/{how}", body), (path, how, body)

        return undo

    def merge(self, kind: str, one: int, other: int) -> Undo | None:
        of = getattr(self, kind)
        path, body = f"/{kind}/{of[one]}", {"merged_into_id": of[other]}
        done = self.send("POST", f"{path}/merge", body)
        return self.take_back(path, "unmerge") if done else None

    def print_by(self, one: int) -> None:
        """Record an article with a described outlet, to which it always belongs."""
        outlet = {"kind": "outlet", "name": f"Paper {one}"}
        tie = {"organisation": outlet, "relation": "works_for"}
        name = f"Reporter {len(self.printed)}"
        person = {"kind": "person", "name": name, "affiliations": [tie]}
        steps = [{"position": 1, "source": person, "relation": "said"}]
        claim = {"text": "It rained.", "form": "direct_quote", "attribution": steps}
        claim["subjects"] = [{"source": outlet}]
        body = {"title": "Rain", "outlet": outlet, "claims": [claim]}
        article = self.post("/articles", body)["id"]
        (said,) = self.get(f"/articles/{article}/claims")["data"]
        self.printed.append((self.sources[one], article, said["id"]))

    def cascade(self, one: int) -> Undo | None:
        path = f"/articles/{self.articles[one]}"
        answer = self.client.delete(
            API + path, params=WHY | {"cascade": "true"}, headers=ANY
        )
        return self.take_back(path, "restore") if answer.is_success else None

    def withdraw(self, one: int) -> Undo | None:  # type: ignore[override]  # by place
        path = f"/claims/{self.claims[one]}"
        done = self.send("DELETE", path)
        return self.take_back(path, "restore") if done else None

    def change(self, one: int, body: Json) -> Undo | None:  # type: ignore[override]  # by place
        path = f"/claims/{self.claims[one]}"
        version = self.get(f"{path}/history", limit=1)["data"][0]["version"]
        done = self.send("PATCH", path, body)
        return self.take_back(path, "revert", {"version": version}) if done else None

    def move(self, one: int, article: int) -> Undo | None:
        return self.change(one, {"article_id": self.articles[article]})

    def told(self) -> list[Any]:
        """Return all that is answered about the records, but for their versions."""
        records = [f"/claims/{one}" for one in self.claims]
        records += [f"/articles/{one}" for one in self.articles]
        bodies = [self.get(path) for path in records]
        articles = {*ids(self.get("/articles")["data"])} & {*self.articles}
        lists = [self.get("/claims", sort="recorded")]
        lists += [self.get("/claims", article=one) for one in self.articles]
        lists += [self.get(f"/articles/{one}/claims") for one in self.articles]
        kept = [
            {name: value for name, value in body.items() if name not in CHANGING}
            for body in bodies
        ]
        claims = [{*ids(one["data"])} & {*self.claims} for one in lists]
        return [*kept, articles, *claims]

    def check_printed(self) -> None:
        """Check that records under the name of an outlet belong to it."""
        for outlet in self.sources:
            printed = [row for row in self.printed if row[0] == outlet]
            articles = [article for _, article, _ in printed]
            claims = [claim for _, _, claim in printed]
            found = ids(self.get("/articles", outlet=outlet)["data"])
            assert sorted(found) == articles
            for filters in ({"outlet": outlet}, {"subject": outlet}):
                assert sorted(ids(self.get("/claims", **filters)["data"])) == claims
            of_people = self.get(f"/sources/{outlet}/claims", include="affiliated")
            assert sorted(ids(of_people["data"])) == claims


class TestInverses:
    @pytest.mark.slow
    @drawn(
        8 if ROUNDS == 1 else 20,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(steps=st.lists(STEPS, min_size=2, max_size=9))
    def test_restore_all_records_after_random_writes(
        self, client: TestClient, engine: Engine, steps: list[Any]
    ) -> None:
        empty(engine)

        check(Desk(client), steps)

    def test_restore_all_records_after_one_write_of_each_kind(
        self, client: TestClient
    ) -> None:
        steps: list[Any] = [
            *(("change", 4, one) for one in CHANGES),
            ("merge", "claims", 0, 1),
            ("merge", "articles", 0, 1),
            ("move", 2, 1),
            ("merge", "claims", 2, 1),
            ("cascade", 2),
            ("merge", "claims", 1, 0),
            ("withdraw", 3),
            ("merge", "sources", 0, 1),
            ("print_by", 0),
            ("print_by", 1),
        ]

        done = check(Desk(client), steps)

        assert done == [True] * 9 + [False, True, True, False, False]


def check(desk: Desk, steps: list[Any]) -> list[bool]:
    """Do and undo ``steps``; return which were done, and were not refused."""
    before = desk.told()
    undone = [getattr(desk, name)(*given) for name, *given in steps]
    for undo in reversed(undone):
        if undo:
            undo()
    after = desk.told()
    for one, other in zip(before, after, strict=True):
        assert one == other, steps
    desk.check_printed()
    return [undo is not None for undo in undone]
