"""`Idempotency-Key`: a repeated request runs once and gets the same response."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from api.app import create_app
from api.settings import MAX_BODY
from db.engine.reader import make_reader
from db.engine.session import Context, LazySession, Write, make_engine
from db.engine.writer import make_writer
from db.models import Idempotency
from db.queries.verify import COMPUTED, ComputedCheck
from db.values.viewer import LOCAL_VIEWER
from tests.api.asgi_requests import HERE, LOCAL
from tests.api.bodies import API, Json, claim_in, said_by, the_error, unnamed, walk
from tests.api.concurrent import at_once
from tests.api.conftest import Make
from tests.api.writes import OPERATIONS, Sample, sample
from tests.keys import shown as with_key

LONGEST = 255
SHOWN_ONCE = {"create_key"}
# A key says who made and who ended it; filters have no history.
OF_FILTERS = {"create_filter", "update_filter", "delete_filter"}
WITHOUT_HISTORY = {"create_key", "delete_key", *OF_FILTERS}
TAG = Sample("POST", "/tags", {"name": "rain"})
SNOW = Sample("POST", "/tags", {"name": "snow"})


def post(client: TestClient, path: str, body: Json, key: str = "k") -> Any:
    return Sample("POST", path, body).send(client, key)


def is_replay(answer: Any) -> bool:
    return answer.headers.get("idempotency-replayed") == "true"


def shown(answer: Any) -> Any:
    """Return a response without the headers that differ for each request."""
    own = {"x-request-id", "idempotency-replayed", "ratelimit", "ratelimit-policy"}
    headers = [(k, v) for k, v in answer.headers.multi_items() if k not in own]
    return answer.status_code, sorted(headers), answer.content


def wrongly_indexed(engine: Engine) -> list[tuple[str, int]]:
    """Return the records whose rows of an index are wrong, each with its rule."""
    with Session(engine) as session:
        write = Write(LazySession.of(session), datetime.now(UTC), Context())
        return [
            (name, row.id)
            for name, one in COMPUTED.items()
            for row in write.rows(one.rows(**_of(one)), after=0)
            if row.is_violation
        ]


def _of(check: ComputedCheck) -> Json:
    of = {"resource": check.resource} if check.resource else {}
    return of | {"viewer": LOCAL_VIEWER}


def kept(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count(Idempotency.id))) or 0


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.every_case
class TestEveryWrite:
    @pytest.mark.portable
    def test_runs_once_and_returns_the_same_response(
        self, client: TestClient, engine: Engine, operation: str
    ) -> None:
        request = sample(client, operation)
        first = request.send(client, "k")
        changes = walk(client, "/changes")

        second, third = request.send(client, "k"), request.send(client, "k")

        assert first.is_success
        assert not is_replay(first)
        assert is_replay(second)
        assert is_replay(third)
        assert shown(second) == shown(third)
        if operation not in SHOWN_ONCE:
            assert shown(second) == shown(first)
        assert walk(client, "/changes") == changes
        assert not wrongly_indexed(engine)

    def test_runs_once_if_it_is_sent_concurrently(
        self, client: TestClient, operation: str
    ) -> None:
        request = sample(client, operation)
        last = walk(client, "/changes")[-1]["id"]

        answers = at_once(lambda _: request.send(client, "k"))

        (first,) = (one for one in answers if one.is_success and not is_replay(one))
        for answer in answers:
            if answer.is_success:
                if operation not in SHOWN_ONCE:
                    assert shown(answer) == shown(first)
            else:
                assert answer.status_code == 409
                assert the_error(answer)["code"] == "key_in_use"
        changes = walk(client, f"/changes?after={last}")
        made_by = {change["request_id"] for change in changes}
        lines = set() if operation in WITHOUT_HISTORY else {first}
        assert made_by == {one.headers["x-request-id"] for one in lines}


class TestReplay:
    def test_equals_the_earlier_response_despite_later_writes(
        self, client: TestClient
    ) -> None:
        first = TAG.send(client, "k")
        path, read = first.headers["location"], {"if-match": '"v1"'}
        client.patch(path, json={"name": "hail"}, headers=read).raise_for_status()
        client.delete(path, headers={"if-match": '"v2"'}).raise_for_status()

        again = TAG.send(client, "k")

        assert shown(again) == shown(first)
        assert client.get(path).status_code == 410

    def test_of_an_update_accepts_the_former_version(
        self, client: TestClient, make_tag: Make
    ) -> None:
        path = f"/tags/{make_tag()['id']}"
        change = Sample("PATCH", path, {"note": "x"}, version=1)
        first = change.send(client, "k")

        again, without_key = change.send(client, "k"), change.send(client)

        assert shown(again) == shown(first)
        assert without_key.status_code == 412

    def test_of_a_new_text_returns_201_again(
        self, client: TestClient, article: Json
    ) -> None:
        path, body = f"/articles/{article['id']}/revisions", {"text": "It poured."}
        first = post(client, path, body)

        again, unkeyed = post(client, path, body), client.post(API + path, json=body)

        assert (first.status_code, again.status_code) == (201, 201)
        assert unkeyed.status_code == 200

    def test_of_a_batch_has_the_result_of_each_claim(
        self, client: TestClient, article: Json, source: Json
    ) -> None:
        good = claim_in(article["id"], said_by(source["id"]))
        bad = claim_in(article["id"], [unnamed("official")], text="")
        body = {"mode": "each", "claims": [good, bad]}
        first = post(client, "/claims/batch", body)

        again = post(client, "/claims/batch", body)

        assert [one["status"] for one in first.json()["data"]] == [201, 422]
        assert is_replay(again)
        assert shown(again) == shown(first)

    def test_works_in_every_process_of_the_server(
        self, client: TestClient, database_url: str
    ) -> None:
        first = TAG.send(client, "k")
        engine = make_engine(database_url)
        other = create_app(make_reader(database_url), make_writer(engine))

        with TestClient(
            other, headers=with_key(), client=HERE, base_url=LOCAL
        ) as other_client:
            again = TAG.send(other_client, "k")

        engine.dispose()
        assert is_replay(again)
        assert shown(again) == shown(first)

    def test_stored_responses_have_no_audit_entries(self, client: TestClient) -> None:
        TAG.send(client, "k")

        resources = {change["resource"] for change in walk(client, "/changes")}

        assert resources == {"source", "article", "claim", "fact", "tag"}


class TestOtherRequest:
    @pytest.mark.parametrize(
        ("request_", "words"),
        [
            (SNOW, "with another body"),
            (Sample("POST", "/tags?reason=rain", TAG.body), "to another address"),
            (Sample("POST", "/articles", {"title": "Rain"}), "to another address"),
            (Sample("PATCH", "/tags/1", {"name": "rain"}, "", 1), "to another address"),
            (Sample("DELETE", "/tags/1", None, "", 1), "to another address"),
        ],
        ids=["body", "query", "path", "method", "without-body"],
    )
    def test_is_refused_with_the_same_key(
        self, client: TestClient, request_: Sample, words: str
    ) -> None:
        TAG.send(client, "k").raise_for_status()
        changes = walk(client, "/changes")

        answer = request_.send(client, "k")

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["parameter"], error["code"]) == ("Idempotency-Key", "key_reused")
        assert words in error["message"]
        assert answer.json()["detail"] == error["message"]
        assert walk(client, "/changes") == changes

    def test_is_accepted_with_another_key(self, client: TestClient) -> None:
        answers = [TAG.send(client, "k"), SNOW.send(client, "K")]

        assert [answer.status_code for answer in answers] == [201, 201]

    def test_reads_ignore_the_key(self, client: TestClient) -> None:
        TAG.send(client, "k").raise_for_status()

        answer = client.get(f"{API}/tags", headers={"idempotency-key": "k"})

        assert answer.status_code == 200


class TestRefusedRequest:
    def test_does_not_use_up_its_key(
        self, client: TestClient, article: Json, engine: Engine
    ) -> None:
        body = claim_in(article["id"], [unnamed("official")])
        wrong = body | {"spans": [{"part": "content", "exact": "It snowed"}]}
        missing = body | {"article_id": article["id"] + 100}

        refused = [post(client, "/claims", one) for one in (wrong, missing, {}, wrong)]
        left = kept(engine)
        answer = post(client, "/claims", body)

        assert [one.status_code for one in refused] == [422] * 4
        assert left == 0
        assert answer.status_code == 201
        assert not is_replay(answer)

    def test_succeeds_after_the_conflict_is_removed(
        self, client: TestClient, make_tag: Make
    ) -> None:
        path = f"{API}/tags/{make_tag(name='rain')['id']}"
        conflict = TAG.send(client, "k")
        client.delete(path, headers={"if-match": '"v1"'}).raise_for_status()

        answer = TAG.send(client, "k")

        assert conflict.status_code == 409
        assert conflict.json()["conflict"]["resource"] == "tag"
        assert answer.status_code == 201

    def test_with_a_stale_version_is_not_stored(
        self, client: TestClient, make_tag: Make
    ) -> None:
        path = f"/tags/{make_tag()['id']}"
        stale = Sample("PATCH", path, {"note": "x"}, version=7).send(client, "k")

        answer = Sample("PATCH", path, {"note": "x"}, version=1).send(client, "k")

        assert (stale.status_code, answer.status_code) == (412, 200)


class TestKeys:
    @pytest.mark.parametrize(
        "key",
        [
            "",
            "k" * (LONGEST + 1),
            "k" * 10_240,
            "two words",
            " k",
            "tab\tkey",
            "nul\0key",
            "bell\x07",
            "delete\x7f",
            "schlüssel".encode(),
            "ключ".encode(),
            b"\xff",
        ],
    )
    def test_invalid_keys_are_refused(
        self, client: TestClient, engine: Engine, key: str | bytes
    ) -> None:
        headers: Any = {"idempotency-key": key}

        answer = client.post(f"{API}/tags", json=TAG.body, headers=headers)

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "Idempotency-Key"
        assert kept(engine) == 0

    @pytest.mark.parametrize("key", ["k", "~" * LONGEST, '"8e03978e-40d5"', "!#$%'*+-"])
    def test_can_have_up_to_255_visible_characters(
        self, client: TestClient, key: str
    ) -> None:
        assert TAG.send(client, key).status_code == 201
        assert is_replay(TAG.send(client, key))

    def test_two_keys_in_one_request_are_refused(self, client: TestClient) -> None:
        headers = [("idempotency-key", "a"), ("idempotency-key", "b")]

        answer = client.post(f"{API}/tags", json=TAG.body, headers=headers)

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "repeated"

    def test_a_body_that_is_too_large_is_refused_despite_a_key(
        self, client: TestClient, make_tag: Make
    ) -> None:
        path, body = f"{API}/tags/{make_tag()['id']}", b" " * (MAX_BODY + 1)
        headers = {"if-match": '"v1"', "idempotency-key": "k"}

        answer = client.request("DELETE", path, content=body, headers=headers)

        assert answer.status_code == 413
        assert client.get(path).status_code == 200

    def test_are_optional(self, client: TestClient, engine: Engine) -> None:
        answers = [TAG.send(client), TAG.send(client)]

        assert [answer.status_code for answer in answers] == [201, 409]
        assert kept(engine) == 0

    def test_expire(self, client: TestClient, engine: Engine) -> None:
        first = post(client, "/articles", {"title": "Rain"})
        now = datetime.now(UTC)
        with engine.begin() as connection:
            expires_at = connection.scalar(select(Idempotency.expires_at))
            connection.execute(update(Idempotency).values(expires_at=now))

        again = post(client, "/articles", {"title": "Snow"})

        assert expires_at is not None
        assert abs(expires_at - now - timedelta(hours=72)) < timedelta(minutes=5)
        assert again.status_code == 201
        assert again.json()["id"] == first.json()["id"] + 1
        assert kept(engine) == 1
