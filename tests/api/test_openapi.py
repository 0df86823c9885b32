"""The OpenAPI document is complete; it needs no database."""

import asyncio
import re
from collections.abc import AsyncIterable, Iterator
from threading import get_ident
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import create_app
from api.pages.routers import ROUTERS
from api.routes.health import Health
from api.schemas.glossary import MARK
from api.schemas.types import Body
from api.settings import PREFIX
from tests.api.asgi_requests import get
from tests.api.bodies import MERGE_PATCH, Json
from tests.api.conformance import PROBLEM, all_models

nowhere: Any = None
APP = create_app(nowhere, nowhere)
CLIENT = TestClient(APP)
DOCUMENT: Json = CLIENT.get("/openapi.json").json()
SCHEMAS: Json = DOCUMENT["components"]["schemas"]
OPERATIONS = {
    operation["operationId"]: {"path": path, "method": method, **operation}
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
PAGES = {route.path for page in ROUTERS for route in page.routes}
UNLISTED = PAGES | {"/openapi.json"}
MODELS = all_models(Body)
ACTS = ("/restore", "/revert", "/merge", "/unmerge", "/redact")  # on a record
NO_RECORD = {
    "/healthz",
    "/readyz",
    "/metrics",
    f"{PREFIX}/claims/batch",
    f"{PREFIX}/claims/review",
}
# Keys that are sent only if they were requested, or if they have a value.
EXPANDED = {
    *("attribution", "subjects", "spans", "tags", "stances", "facts", "estimative")
}
OPTIONAL = {
    "ClaimPage": {"total", "hidden", "facets", "search"},
    "FlatClaimPage": {"total", "hidden", "facets", "search"},
    "ClaimOnFactPage": {"total", "hidden", "facets"},
    "SourcePage": {"total", "facets", "search"},
    "ArticlePage": {"total", "facets", "search"},
    "TagPage": {"total"},
    "FactPage": {"total", "facets", "search"},
    "SearchBoundsOut": {"looked_through", "newest"},
    "ClaimListRow": EXPANDED,
    "ClaimOnFact": EXPANDED,
    "ClaimShown": {"facts", "estimative"},
    "Problem": {"reason", "replaced_by", "conflict", "count", "chain", "candidates"},
    "ErrorItem": {"parameter", "pointer"},
    "Conflict": {"pointer"},
}


def always_answers(path: str) -> set[str]:
    """Return the refusals that an address never has."""
    return {"/healthz": {"429", "503"}, "/metrics": {"503"}}.get(path, set())


def named(operation: Any) -> Any:
    return operation.get("operationId")


every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=named)


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


def inside(value: Any) -> Iterator[Json]:
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        for part in parts:
            yield from inside(part)


def refs(value: Any) -> set[str]:
    """Return the schemas that a JSON value names."""
    found = {part["$ref"] for part in inside(value) if "$ref" in part}
    return {ref.removeprefix("#/components/schemas/") for ref in found}


def reached(names: set[str]) -> set[str]:
    """Return these schemas and all that they are made of."""
    seen: set[str] = set()
    while names:
        seen |= names
        names = {other for name in names for other in refs(SCHEMAS[name])} - seen
    return seen


def headers_of(operation: Json) -> dict[str, bool]:
    """Return the headers an operation takes, and whether it needs them."""
    return {
        parameter["name"].lower(): parameter["required"]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "header"
    }


class TestDocument:
    def test_is_openapi_3_1(self) -> None:
        answer = CLIENT.get("/openapi.json")

        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["openapi"] == "3.1.0"
        assert {"title", "version", "description"} <= answer.json()["info"].keys()

    def test_lists_every_route(self) -> None:
        routes = {
            (route.path, method.lower())
            for route in APP.routes
            if isinstance(route, APIRoute)
            for method in route.methods - {"HEAD"}
            if route.path not in UNLISTED
        }

        listed = {(one["path"], one["method"]) for one in OPERATIONS.values()}
        assert routes == listed
        assert len(listed) > 40

    def test_operation_ids_are_unique_and_in_snake_case(self) -> None:
        count = sum(len(item) for item in DOCUMENT["paths"].values())

        assert len(OPERATIONS) == count
        snake_case = re.compile(r"[a-z]+(_[a-z]+)+")
        assert [name for name in OPERATIONS if not snake_case.fullmatch(name)] == []

    def test_has_no_item_schemas_of_streams(self) -> None:
        app = create_app(nowhere, nowhere)

        @app.get("/stream")
        async def stream() -> AsyncIterable[Health]:
            """Stream."""
            yield Health(status="ok")

        document = TestClient(app).get("/openapi.json").json()

        assert "/stream" in document["paths"]
        assert [part for part in inside(document) if "itemSchema" in part] == []

    def test_has_a_description_of_every_tag(self) -> None:
        described = {tag["name"] for tag in DOCUMENT["tags"] if tag["description"]}

        assert described == {tag for one in OPERATIONS.values() for tag in one["tags"]}

    def test_has_every_schema_that_it_refers_to(self) -> None:
        assert refs(DOCUMENT) <= SCHEMAS.keys()

    def test_has_no_unused_schemas(self) -> None:
        assert reached(refs(DOCUMENT["paths"])) == SCHEMAS.keys()


@every_operation
class TestOperations:
    def test_have_a_description_and_tags(self, operation: Json) -> None:
        assert operation["description"].endswith(".")
        assert operation["tags"]

    def test_describe_their_path_parameters(self, operation: Json) -> None:
        parameters = [
            parameter["name"]
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "path"
        ]

        assert parameters == re.findall(r"\{(\w+)\}", operation["path"])

    def test_describe_every_response(self, operation: Json) -> None:
        for status, answer in operation["responses"].items():
            assert answer["description"]
            if int(status) >= 400:
                schema = {"$ref": "#/components/schemas/Problem"}
                assert answer["content"] == {PROBLEM: {"schema": schema}}

    def test_list_the_expected_error_statuses(self, operation: Json) -> None:
        anywhere = {"400", "414", "421", "429", "431", "501", "503"}
        expected = anywhere - always_answers(operation["path"])
        if operation["path"].startswith(PREFIX):
            expected |= {"422"}
        if "{" in operation["path"]:
            expected |= {"404"}
        if (needed := headers_of(operation).get("if-match")) is not None:
            expected |= {"412", "409", *(["428"] if needed else [])}
        if "idempotency-key" in headers_of(operation):
            expected |= {"408", "409", "413"}  # what has a key is read to its end
        if "requestBody" in operation:
            expected |= {"400", "408", "413", "415"}
        if any(one["name"] == "cursor" for one in operation.get("parameters", ())):
            expected |= {"400", "304"}

        assert expected - operation["responses"].keys() == set()
        never = always_answers(operation["path"])
        assert operation["responses"].keys() & never == set()

    def test_require_if_match_exactly_if_they_change_a_record(
        self, operation: Json
    ) -> None:
        changes = operation["method"] in {"patch", "delete"}
        acts = operation["path"].endswith(ACTS)
        puts = {"if-match": False} if operation["method"] == "put" else {}

        needed = {"if-match": True} if changes or acts else puts
        # Judgements of identity are followed by others and keys are revoked: neither
        # is ever changed, so that there is no version to have read.
        if operation["operationId"].endswith(("_identity", "_key")):
            needed = {}
        read = {k: v for k, v in headers_of(operation).items() if k == "if-match"}
        assert read == needed

    def test_accept_an_idempotency_key_exactly_if_they_write(
        self, operation: Json
    ) -> None:
        writes = operation["method"] != "get"
        done = [
            status
            for status, answer in operation["responses"].items()
            if "Idempotency-Replayed" in answer.get("headers", {})
        ]

        assert ("idempotency-key" in headers_of(operation)) == writes
        succeeds = [one for one in operation["responses"] if one.startswith("2")]
        assert done == (succeeds if writes else [])
        if writes:
            for status in ("409", "422"):
                text = operation["responses"][status]["description"]
                assert "`Idempotency-Key`" in text

    def test_describe_etag_and_location_of_records(self, operation: Json) -> None:
        if operation["path"] in NO_RECORD:
            pytest.skip("answers no record")
        for status in ("200", "201"):
            if status in operation["responses"]:
                headers = operation["responses"][status].get("headers", {})
                known = operation["operationId"] == "create_revision"
                assert "ETag" in headers or (known and status == "200")
                assert ("Location" in headers) == (status == "201")

    def test_have_a_valid_example_of_their_body(self, operation: Json) -> None:
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = content["schema"]["$ref"].rpartition("/")[2]

            assert content["example"], name
            MODELS[name].model_validate(content["example"])

    def test_accept_a_merge_patch_exactly_if_they_are_patches(
        self, operation: Json
    ) -> None:
        content = operation.get("requestBody", {}).get("content", {})

        json = {"application/json"} if content else set()
        patch = {MERGE_PATCH} if operation["method"] == "patch" else set()
        assert content.keys() == json | patch


class TestParameters:
    @every_operation
    def test_have_a_description_and_an_example(self, operation: Json) -> None:
        for parameter in operation.get("parameters", ()):
            schema, name = parameter["schema"], parameter["name"]
            (example, *_) = schema["examples"]

            assert parameter["description"].strip(), name
            assert example not in (None, [None]), name
            assert isinstance(example, list) == (schema.get("type") == "array"), name

    def test_response_headers_have_a_description_and_an_example(self) -> None:
        headers = [
            header
            for operation in OPERATIONS.values()
            for answer in operation["responses"].values()
            for header in answer.get("headers", {}).values()
        ]

        assert headers
        for header in headers:
            assert header["description"]
            assert header["schema"]["examples"][0]

    def test_for_fields_always_list_the_id(self) -> None:
        found = [
            parameter["schema"]["items"]["enum"]
            for operation in OPERATIONS.values()
            for parameter in operation.get("parameters", ())
            if parameter["name"] == "fields"
        ]

        assert found
        assert [keys for keys in found if "id" not in keys] == []


class TestProperties:
    @pytest.mark.parametrize("name", SCHEMAS)
    def test_have_a_description(self, name: str) -> None:
        missing = [
            field
            for field, schema in SCHEMAS[name].get("properties", {}).items()
            if not schema.get("description", "").strip()
        ]

        assert missing == []

    def test_with_closed_lists_describe_each_value(self) -> None:
        for name, schema in SCHEMAS.items():
            for field, value in schema.get("properties", {}).items():
                for listed in inside(value):
                    for one in listed.get("enum", ()):
                        assert f"* `{one}`: " in value["description"], (name, field)

    def test_parameters_with_closed_lists_describe_each_value(self) -> None:
        for operation in OPERATIONS.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "fields":
                    continue  # keys of records, which are described there
                for listed in inside(parameter["schema"]):
                    for one in listed.get("enum", ()):
                        assert f"* `{one}`: " in parameter["description"]

    def test_the_document_has_no_unreplaced_glossary_marks(self) -> None:
        assert [part for part in inside(DOCUMENT) if MARK in part] == []


class TestSchemas:
    def test_of_responses_require_all_keys(self) -> None:
        answers = [
            answer["content"]
            for operation in OPERATIONS.values()
            for answer in operation["responses"].values()
            if "content" in answer
        ]
        missing = {}
        for name in reached(refs(answers)):
            schema = SCHEMAS[name]
            optional = schema.get("properties", {}).keys() - schema.get("required", [])
            if optional:
                missing[name] = set(optional)

        assert missing == {name: keys for name, keys in OPTIONAL.items() if keys}

    def test_of_request_bodies_forbid_unknown_keys(self) -> None:
        bodies = [
            operation["requestBody"]
            for operation in OPERATIONS.values()
            if "requestBody" in operation
        ]

        for name in reached(refs(bodies)):
            schema = SCHEMAS[name]
            if "properties" in schema:
                assert schema["additionalProperties"] is False, name

    def test_of_patches_have_no_required_keys_and_no_defaults(self) -> None:
        for name, schema in SCHEMAS.items():
            if name.endswith("Patch"):
                assert "required" not in schema
                assert not [p for p in schema["properties"].values() if "default" in p]


class TestBuilding:
    def test_runs_once_and_in_a_thread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Building takes two seconds; other requests continue meanwhile."""
        app, threads = create_app(nowhere, nowhere), list[int]()

        def build() -> Json:
            threads.append(get_ident())
            return DOCUMENT

        monkeypatch.setattr(app, "openapi", build)

        async def work() -> list[Json]:
            answers = await asyncio.gather(*(get(app, "/openapi.json") for _ in "ab"))
            return [answer.json for answer in answers]

        assert asyncio.run(work()) == [DOCUMENT, DOCUMENT]
        assert len(threads) == 1
        assert get_ident() not in threads
