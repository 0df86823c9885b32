"""References to records that became restricted are hidden from readers."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.all_reads import Answers, questions
from tests.api.bodies import API, Json
from tests.api.database_copies import served
from tests.api.hidden_records import HIDDEN, Hider, Public
from tests.api.test_protection import Told, asked_about, told
from tests.databases import copied
from tests.keys import ANALYSTS

__all__ = ["told"]  # a fixture
NONE = 10**12  # more than any id there is
KEYS = {
    "source": {"source_id", "outlet_id", "organisation_id", "assessor_id", "series_id"},
    "article": {"article_id", "root_article_id"},
    "fact": {"fact_id", "parent_id"},
    "claim": {"claim_id", "other_id"},
}
Chosen = Callable[[Public], int]
# Restricted records, each with the text by which a reader knew it.
RESTRICTED: dict[str, tuple[str, Chosen, str]] = {
    "an outlet": ("source", lambda public: public.outlet, "The Minsk Gazette"),
    "an organisation": ("source", lambda public: public.organisation, "Weather Office"),
    "a person": ("source", lambda public: public.person, "Anna Weather"),
    "an article": ("article", lambda public: public.article, "“It rained,” she said."),
    "a fact": ("fact", lambda public: public.fact, "It rains in March."),
    "a parent": ("fact", lambda public: public.whole, "It rains in spring."),
    "a claim": ("claim", lambda public: public.claim, "It rained 3 times."),
}

pytestmark = [pytest.mark.slow, pytest.mark.portable]


def ids_in(value: Any, keys: set[str]) -> Iterator[Any]:
    """Yield the values of some keys at any depth of a response."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys:
                yield inner
            yield from ids_in(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            yield from ids_in(inner, keys)


@dataclass(frozen=True)
class Hidden:
    """A restricted record that was public, and the responses to a reader since then."""

    resource: str
    record_id: int
    known_by: str
    found: Answers  # to every question about it and about public records
    ask_about: Callable[[int], Answers]  # only those with another id in their address


@pytest.fixture(scope="module", params=RESTRICTED)
def hidden(request: pytest.FixtureRequest, told: Told) -> Iterator[Hidden]:
    """A record that was public, restricted in a copy; and what serves that."""
    resource, chosen, known_by = RESTRICTED[request.param]
    record_id = chosen(told.public)
    with copied(told.url) as url, served(url) as app:
        Hider(app.client, told.public).change(f"/{resource}s/{record_id}", HIDDEN)
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

        def addresses(about: int) -> list[str]:
            asked = asked_about(told, {resource: [about]}, now=now)
            return [*questions(app.document, asked)]

        def ask_about(other: int) -> Answers:
            with_it = [one for one in addresses(other) if str(other) in one]
            return app.reads_as("reader").answers(with_it)

        found = app.reads_as("reader").answers(addresses(record_id))
        yield Hidden(resource, record_id, known_by, found, ask_about)


class TestReferences:
    def test_are_in_no_response_to_a_reader(self, hidden: Hidden) -> None:
        for address, (status, headers, body) in hidden.found.items():
            assert status < 500, address
            assert hidden.known_by not in body.decode(), address
            if "json" in dict(headers)["content-type"]:
                content: Json = json.loads(body)
                shown = ids_in(content, KEYS[hidden.resource])
                assert hidden.record_id not in shown, address

    def test_requests_about_the_record_are_answered_like_unknown_ids(
        self, hidden: Hidden
    ) -> None:
        nothing = hidden.ask_about(NONE)
        known, unknown = str(hidden.record_id), str(NONE)

        assert nothing
        for address, (status, _, body) in nothing.items():
            answer = hidden.found[address.replace(unknown, known)]
            same = body.replace(unknown.encode(), known.encode())
            assert (answer[0], answer[2]) == (status, same), address


class TestFilters:
    def test_by_a_restricted_tag_find_nothing(self, told: Told) -> None:
        with copied(told.url) as url, served(url) as app:
            hider = Hider(app.client, told.public)
            (tag,) = (t for t in hider.get("/tags")["data"] if t["name"] == "sun")
            assert hider.get("/claims", tag="sun")["data"]
            hider.change(f"/tags/{tag['id']}", HIDDEN)

            app.reads_as("reader")
            for path, tags in (
                ("/claims", ["sun"]),
                ("/claims", ["sun", "none"]),
                ("/stats/claims", ["sun"]),
            ):
                nothing = hider.get(path, tag=["mist", *tags[1:]])
                assert hider.get(path, tag=tags) == nothing, path

    def test_by_a_stance_on_a_restricted_fact_find_nothing(self, told: Told) -> None:
        with copied(told.url) as url, served(url) as app:
            hider = Hider(app.client, told.public)
            assert hider.get("/claims", stance="denies")["data"]
            hider.change(f"/facts/{told.public.fact}", HIDDEN)

            app.reads_as("reader")
            assert hider.get("/claims", stance="denies")["data"] == []
            nothing = hider.get("/stats/claims", stance="noncommittal")
            assert hider.get("/stats/claims", stance="denies") == nothing

    def test_by_a_verdict_of_a_restricted_assessor_find_nothing(
        self, told: Told
    ) -> None:
        with copied(told.url) as url, served(url) as app:
            hider = Hider(app.client, told.public)
            fact = f"/facts/{told.public.fact}"
            assert hider.get("/facts", verdict="mixed")["data"]
            state = hider.get(fact)["state"]
            hider.change(f"/sources/{told.public.organisation}", HIDDEN)

            app.reads_as("reader")
            assert hider.get("/facts", verdict="mixed")["data"] == []
            assert (state, hider.get(fact)["state"]) == ("contested", "held_true")


class TestHistory:
    def test_omits_changes_from_the_time_a_record_was_restricted(
        self, told: Told
    ) -> None:
        with copied(told.url) as url, served(url) as app:
            hider = Hider(app.client, told.public)
            path = f"/sources/{told.public.twin}"
            hider.change(path, HIDDEN | {"description": "Kept secret."})
            then = hider.get(path)["updated_at"]
            hider.change(path, {"visibility": "public", "description": None})
            hider.change(path, {"name": "Anna W."})

            app.reads_as("reader")
            lines = hider.get(f"{path}/history")["data"]

            assert [line["version"] for line in lines] == [4, 1]
            assert lines[0]["changes"] == [
                {"field": "name", "old": "Anna Wether", "new": "Anna W."}
            ]
            feed = app.client.get(f"{API}/changes?limit=1000")
            assert "Kept secret." not in feed.text
            recorded = {"as_of": then, "as_of_kind": "record"}
            assert app.client.get(API + path, params=recorded).status_code == 404

    def test_names_the_analyst_to_editors_only(self, told: Told) -> None:
        with copied(told.url) as url, served(url) as app:
            path = f"/sources/{told.public.twin}/history"
            told_editor = Hider(app.client, told.public).get(path)["data"]
            app.reads_as("reader")
            told_reader = Hider(app.client, told.public).get(path)["data"]

        assert [line["analyst"] for line in told_editor] == [
            {"id": ANALYSTS["editor"], "name": "editor of tests"}
        ]
        nobody = {"id": None, "name": "an analyst"}
        assert [line["analyst"] for line in told_reader] == [nobody]
