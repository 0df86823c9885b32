"""No response echoes the input of a client, not even an error or a bug."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.api.asgi_requests import HERE, LOCAL
from tests.api.bodies import API, Json, claim_in, if_match, post_raw, said_by
from tests.api.conformance import PROBLEM
from tests.api.conftest import Make
from tests.keys import shown

pytestmark = pytest.mark.portable

MARK = "<i>Zebra 7"  # no name of anything, so that nothing may repeat it


class TestEchoes:
    @pytest.mark.parametrize(
        "path",
        [
            "/sources?{}=1",
            "/sources?sort={}&limit={}&kind={}&identifier={}",
            "/articles?url={}&published_from={}&language={}",
            "/articles?cursor={}",
            "/articles/1?fields={}",
            "/claims?source={}&act={}&expand={}&include={}&{}",
            "/changes?after={}",
            "/facts?status={}&verdict={}&due={}&as_of={}&kind={}&outcome={}",
            "/facts/1/claims?stance={}&as_of=2022-01-01&as_of_kind={}",
        ],
    )
    def test_errors_do_not_contain_the_query(
        self, client: TestClient, path: str
    ) -> None:
        answer = client.get(API + path.replace("{}", quote(MARK)))

        assert answer.status_code in {400, 422}
        assert "Zebra" not in answer.text + str(answer.headers)

    @pytest.mark.parametrize(
        "path", ["/sources/{}", "/tags/{}/history", "/facts/{}/outcome"]
    )
    def test_errors_contain_the_path_only_as_instance(
        self, client: TestClient, path: str
    ) -> None:
        answer = client.get(API + path.format(quote(MARK)))

        assert answer.status_code == 422
        assert "Zebra" not in json.dumps(answer.json() | {"instance": ""})

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/tags", [MARK]),
            ("/tags", {"name": "rain", MARK: MARK}),
            ("/tags", {"name": MARK, "visibility": MARK, "note": [MARK]}),
            ("/tags", f"{{{MARK}"),
            ("/sources", {"name": MARK + "\0", "kind": MARK, "country_code": MARK}),
            ("/sources", {"name": MARK, "kind": "person", "names": [{MARK: 1}]}),
            ("/articles", {"url": MARK}),
            ("/articles", {"url": f"https://[{MARK}]/"}),
            ("/articles", {"url": f"https://{MARK}℀/"}),
            ("/articles", {"archive_url": MARK, "published": {"from": MARK}}),
            ("/claims", {"text": MARK, "form": MARK, "tags": [[MARK]], "said": MARK}),
            ("/claims/batch", {"mode": "atomic", "claims": [{MARK: MARK}]}),
            ("/facts", {"statement": [MARK], "slug": MARK, "kind": MARK, MARK: 1}),
            ("/facts/1/assessments?reason=x", {"verdict": MARK, "evidence": [MARK]}),
            ("/facts/1/outcome?reason=x", {"value": MARK, "known_at": MARK}),
            ("/claims/batch", {"mode": MARK, "claims": MARK}),
        ],
    )
    def test_errors_do_not_contain_the_body(
        self, client: TestClient, path: str, body: Any
    ) -> None:
        content = body if isinstance(body, str) else json.dumps(body)

        answer = post_raw(client, path, content)

        assert answer.status_code in {400, 422}
        assert "Zebra" not in answer.text + str(answer.headers)

    def test_errors_do_not_contain_values_that_the_data_layer_refuses(
        self, client: TestClient, make_source: Make, article: Json
    ) -> None:
        identifiers = [{"scheme": "wikidata", "value": MARK}]
        source = make_source(name=MARK, identifiers=identifiers)
        span = {"part": "content", "exact": MARK}

        answers = [
            client.post(
                f"{API}/sources",
                json={"name": MARK, "kind": "person", "identifiers": identifiers},
            ),
            client.post(
                f"{API}/claims",
                json=claim_in(article["id"], said_by(source["id"]), spans=[span]),
            ),
        ]

        assert [answer.status_code for answer in answers] == [409, 422]
        assert not [answer.text for answer in answers if "Zebra" in answer.text]

    @pytest.mark.parametrize(
        ("header", "status"), [("if-match", 412), ("content-type", 415)]
    )
    def test_errors_do_not_contain_headers(
        self, client: TestClient, make_tag: Make, header: str, status: int
    ) -> None:
        tag = make_tag()
        headers = if_match(tag) | {"content-type": "application/json", header: MARK}

        path = f"{API}/tags/{tag['id']}"
        answer = client.patch(path, content="{}", headers=headers)

        assert answer.status_code == status
        assert "Zebra" not in answer.text + str(answer.headers)


class TestInternalErrors:
    def test_contain_the_request_id_and_no_details(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_: Any) -> Json:
            raise RuntimeError(MARK)

        monkeypatch.setattr("api.routes.tags.tag_record", fail)
        forgiving = TestClient(
            client.app,
            raise_server_exceptions=False,
            headers=shown(),
            client=HERE,
            base_url=LOCAL,
        )
        forgiving.portal = client.portal  # where the connections were opened

        answer = forgiving.get(f"{API}/tags")

        assert answer.status_code == 500
        assert answer.headers["content-type"] == PROBLEM
        assert answer.json() == {
            "type": "/problems/internal",
            "title": "Internal server error",
            "status": 500,
            "detail": "",
            "instance": f"{API}/tags",
            "request_id": answer.headers["x-request-id"],
            "errors": [],
        }
