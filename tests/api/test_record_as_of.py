"""``as_of_kind=record`` returns the responses of the database at that time."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.values import clock
from tests.api.asgi_requests import Asked, ask
from tests.api.bodies import API, Json, claim_in, day, said_by, unnamed
from tests.api.conftest import CountingReader, Make
from tests.conftest import BACKENDS
from tests.emptying import empty
from tests.keys import shown
from tests.rounds import ROUNDS

REASON = {"reason": "why not"}
STANCES = ("supports", "hedges_for", "no_evidence", "denies")
VERDICTS = ("true", "mostly_false", "mixed", "unverified")
EVERYTHING = "expand=attribution,spans,tags,stances&include=total"
Pick = Callable[[Sequence[Any]], Any]


class Desk:
    """Writes at random; a rejected write changes nothing."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.sources = [
            self._made("sources", {"name": name, "kind": kind})
            for name, kind in [
                ("Ann", "person"),
                ("Bob", "person"),
                ("Co", "organisation"),
            ]
        ]
        outlet = {"name": "The Daily Example"}
        self.articles = [
            self._made(
                "articles", {"title": "Rain", "outlet": outlet, "text": "Rain."}
            ),
            self._made("articles", {"title": "Snow", "published": day(3)}),
        ]
        article = self.client.get(f"{API}/articles/{self.articles[0]}").json()
        self.outlet: int = article["outlet_id"]
        self.other_outlet = self._made("sources", {"name": "Wire", "kind": "outlet"})
        self.facts = [
            self._made("facts", {"statement": f"It rained {number} times."})
            for number in range(3)
        ]
        self.claims: list[int] = []
        self.claim(lambda among: among[0])

    def _made(self, resource: str, body: Json) -> int:
        made = self.client.post(f"{API}/{resource}", json=body)
        assert made.status_code == 201, made.text
        record_id: int = made.json()["id"]
        return record_id

    def send(self, method: str, path: str, body: Json | None = None) -> None:
        """Send a write with the version that the record has now."""
        resource, record_id = path.split("/")[:2]
        history = self.client.get(f"{API}/{resource}/{record_id}/history?limit=1")
        version = history.json()["data"][0]["version"]
        answer = self.client.request(
            method,
            f"{API}/{path}",
            params=REASON,
            json=body,
            headers={"if-match": f'"v{version}"'},
        )
        assert answer.status_code < 500, answer.text

    def _is_live(self, path: str) -> bool:
        return self.client.get(f"{API}/{path}", follow_redirects=False).is_success

    def claim(self, pick: Pick) -> None:
        left = [one for one in self.sources if self._is_live(f"sources/{one}")]
        named = said_by(*dict.fromkeys((pick(left), pick(left))))
        chain = pick((named, [unnamed("official")]))
        first = self.facts[0]
        usable = self._is_live(f"facts/{first}")
        body = claim_in(
            pick(self.articles),
            chain,
            text=f"It rained, {len(self.claims)} say.",
            tags=["rain"],
            stances=[{"fact_id": first, "stance": pick(STANCES)}] if usable else [],
        )
        self.claims.append(self._made("claims", body))

    def edit_claim(self, pick: Pick) -> None:
        said = pick((None, day(4), day(9)))
        chain = said_by(pick(self.sources))
        body = {"said": said, "attribution": chain, "tags": pick((["a", "b"], []))}
        self.send("PATCH", f"claims/{pick(self.claims)}", body)

    def judge(self, pick: Pick) -> None:
        path = f"claims/{pick(self.claims)}/stances/{pick(self.facts)}"
        self.send("PUT", path, {"stance": pick(STANCES)})

    def unjudge(self, pick: Pick) -> None:
        self.send("DELETE", f"claims/{pick(self.claims)}/stances/{pick(self.facts)}")

    def assess(self, pick: Pick) -> None:
        body = {"verdict": pick(VERDICTS), "as_of": pick(("2022-03-01", "2022-04-01"))}
        body["assessor_id"] = pick((None, *self.sources))
        body["evidence"] = [{"claim_id": pick(self.claims)}]
        body["evidence"] += [{"article_id": pick(self.articles), "bearing": "context"}]
        self.send("POST", f"facts/{pick(self.facts)}/assessments", body)

    def settle(self, pick: Pick) -> None:
        body = {"value": pick(("yes", "no")), "known_at": "2022-05-01"}
        self.send(pick(("POST", "PUT")), f"facts/{pick(self.facts)}/outcome", body)

    def unsettle(self, pick: Pick) -> None:
        self.send("DELETE", f"facts/{pick(self.facts)}/outcome")

    def merge(self, pick: Pick) -> None:
        body = {"merged_into_id": pick(self.facts)}
        self.send("POST", f"facts/{pick(self.facts)}/merge", body)

    def unmerge(self, pick: Pick) -> None:
        self.send("POST", f"facts/{pick(self.facts)}/unmerge")

    def merge_source(self, pick: Pick) -> None:
        among, outlets = (self.sources[:-1], (self.outlet, self.other_outlet))
        of_a_kind = pick((among, among, outlets))
        body = {"merged_into_id": pick(of_a_kind)}
        self.send("POST", f"sources/{pick(of_a_kind)}/merge", body)

    def unmerge_source(self, pick: Pick) -> None:
        among = (*self.sources, self.outlet, self.other_outlet)
        self.send("POST", f"sources/{pick(among)}/unmerge")

    def reword(self, pick: Pick) -> None:
        resource, among = pick((("facts", self.facts), ("sources", self.sources)))
        name = "statement" if resource == "facts" else "name"
        body = {name: pick(("Café", "Дождь", "مطر"))}
        self.send("PATCH", f"{resource}/{pick(among)}", body)

    def edit_article(self, pick: Pick) -> None:
        body = {"published": pick((None, day(5), day(1))), "title": pick(("A", "B"))}
        body["root_article_id"] = pick((None, *self.articles))
        body["outlet_id"] = pick((None, self.outlet, self.other_outlet))
        self.send("PATCH", f"articles/{pick(self.articles)}", body)

    def tie(self, pick: Pick) -> None:
        body = {"organisation_id": self.sources[-1], "relation": "member_of"}
        self.send("POST", f"sources/{pick(self.sources)}/affiliations", body)

    def withdraw(self, pick: Pick) -> None:
        self.send("DELETE", self._record(pick))

    def restore(self, pick: Pick) -> None:
        self.send("POST", f"{self._record(pick)}/restore")

    def _record(self, pick: Pick) -> str:
        resource, among = pick((("claims", self.claims), ("facts", self.facts)))
        return f"{resource}/{pick(among)}"

    def paths(self) -> list[str]:
        """Return all that can be asked as of an instant of the record."""
        facts = [
            f"/facts/{fact_id}{part}"
            for fact_id in self.facts
            for part in (
                "?include=withdrawn",
                f"/claims?{EVERYTHING}",
                "/claims?sort=recorded&stance=denies&limit=1",
                "/assessments",
                "/outcome",
                "/corroboration?explain=true",
                "/timeline",
            )
        ]
        claims = [f"/claims/{claim_id}" for claim_id in self.claims]
        sources = [
            f"/sources/{source_id}{part}"
            for source_id in (*self.sources, self.outlet, self.other_outlet)
            for part in (
                "",
                "/positions",
                "/record?explain=true",
                f"/record?by=assessor:{self.sources[0]}",
            )
        ]
        return [*facts, *claims, *sources]


WRITES = [
    name
    for name in vars(Desk)
    if not name.startswith("_") and name not in {"paths", "send"}
]


def answers(desk: Desk, at: str = "") -> dict[str, Any]:
    """Return the response to every path, now or as recorded at an instant."""
    assert desk.client.portal
    return desk.client.portal.call(_answers, desk.client.app, desk.paths(), at)


async def _answers(app: Any, paths: Sequence[str], at: str) -> dict[str, Any]:
    """Ask in the event loop of the application: a client takes twice as long."""
    found = {}
    for path in paths:
        mark = "&" if "?" in path else "?"
        asked = f"{path}{mark}as_of={at}&as_of_kind=record" if at else path
        answer = await ask(app, Asked("GET", f"{API}{asked}", headers=shown()))
        body = answer.json if answer.body else answer.headers["location"]
        status = answer.status
        if status == 410 and not at:
            status, body = 404, _absent(body)
        found[path] = status, _comparable(body)
    return found


def _absent(withdrawn: Json) -> Json:
    """Return the response as recorded for a record that was withdrawn by then."""
    *_, resources, record_id = withdrawn["instance"].split("/")
    detail = f"No {resources.removesuffix('s')} with id {record_id}."
    problem = {"type": "/problems/not-found", "title": "Not found", "status": 404}
    apart = {name: withdrawn[name] for name in withdrawn.keys() - {"reason"}}
    return apart | problem | {"detail": detail}


# Keys that name the request, or describe the requested instant.
APART = {"request_id", "next_cursor", "as_of", "as_of_kind", "selection"}


def _comparable(body: Any) -> Any:
    """Return a response without its variable parts."""
    if isinstance(body, str):
        return body.partition("?")[0]
    if isinstance(body, list):
        return [_comparable(one) if isinstance(one, dict) else one for one in body]
    return {
        name: _comparable(value) if isinstance(value, dict | list) else value
        for name, value in body.items()
        if name not in APART
    }


def preferring(wanted: Any) -> Pick:
    """Return a chooser that selects the given record if possible, else the first."""
    return lambda among: wanted if wanted in among else next(iter(among))


def compare(desk: Desk, writes: Sequence[Callable[[], None]]) -> None:
    """Store the responses after each write, and compare them at the end."""
    told = {}

    for write in writes:
        write()
        told[datetime.now(UTC).isoformat().replace("+00:00", "Z")] = answers(desk)

    for at, expected in told.items():
        answered = answers(desk, at)
        for path in expected:
            assert answered[path] == expected[path], (at, path, writes)


class TestRecordAsOf:
    @pytest.mark.slow
    @settings(
        max_examples=1 if ROUNDS == 1 else 3 * ROUNDS,
        phases=[Phase.explicit, Phase.generate],  # shrinking takes an hour
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        writes=st.lists(st.sampled_from(WRITES), min_size=5, max_size=16),
        chance=st.randoms(use_true_random=False),
    )
    def test_equals_the_response_at_that_time(
        self, client: TestClient, engine: Engine, writes: list[str], chance: Any
    ) -> None:
        empty(engine)
        desk = Desk(client)

        def pick(among: Sequence[Any]) -> Any:
            return chance.choice(list(among))

        compare(desk, [partial(getattr(desk, name), pick) for name in writes])

    def test_equals_the_responses_between_writes_of_each_kind(
        self, client: TestClient
    ) -> None:
        desk, chance = Desk(client), Random(1)

        def write(names: Sequence[str]) -> None:
            for name in names:
                getattr(desk, name)(chance.choice)

        several = [*WRITES, *reversed(WRITES)]
        compare(desk, [partial(write, several[n::6]) for n in range(6)])

    # What was merged is worked out from snapshots, alike for both databases; the tests
    # above read all of them from PostgreSQL too.
    @pytest.mark.parametrize("backend", BACKENDS[:1], indirect=True)
    def test_follows_sources_that_are_merged_and_unmerged(
        self, client: TestClient
    ) -> None:
        desk = Desk(client)
        ann, bob, _ = desk.sources

        def merge(one: int, other: int) -> None:
            desk.send("POST", f"sources/{one}/merge", {"merged_into_id": other})
            moved = client.get(f"{API}/sources/{one}", follow_redirects=False)
            assert moved.status_code == 308

        def part(one: int) -> None:
            desk.send("POST", f"sources/{one}/unmerge")

        writes = [
            partial(desk.claim, preferring(bob)),
            partial(desk.assess, preferring(bob)),
            partial(desk.tie, preferring(bob)),
            partial(merge, bob, ann),
            partial(desk.claim, preferring(ann)),
            partial(desk.assess, preferring(ann)),
            partial(merge, desk.outlet, desk.other_outlet),
            partial(desk.edit_claim, preferring(ann)),
            partial(part, bob),
            partial(merge, ann, bob),
            partial(part, desk.outlet),
        ]

        compare(desk, writes)

    def test_shows_an_assessment_and_its_evidence_as_of_that_time(
        self, client: TestClient
    ) -> None:
        desk = Desk(client)
        fact = f"{API}/facts/{desk.facts[0]}"
        evidence = [
            {"claim_id": desk.claims[0]},
            {"article_id": desk.articles[0], "bearing": "context"},
            {"url": "https://example.org/a"},
        ]
        body = {"verdict": "true", "assessor_id": desk.sources[0]}
        body |= {"as_of": "2022-03-01", "evidence": evidence}
        created = client.post(f"{fact}/assessments", params=REASON, json=body).json()
        path = f"{fact}/assessments/{created['id']}"
        expected = client.get(path).json()
        at = datetime.now(UTC).isoformat().replace("+00:00", "Z")

        desk.send("PATCH", f"sources/{desk.sources[0]}", {"name": "Anna"})
        desk.send("PATCH", f"articles/{desk.articles[0]}", {"title": "Sleet"})
        then = {"as_of": at, "as_of_kind": "record"}
        found = client.get(path, params=then)
        missing = client.get(f"{fact}/assessments/{created['id'] + 1}", params=then)

        assert found.json() == expected
        assert client.get(path).json() != expected
        assert missing.status_code == 404

    def test_needs_a_fixed_number_of_queries_for_a_derivation(
        self, client: TestClient, reader: CountingReader
    ) -> None:
        """A derivation reads no words of claims, no revisions and no evidence."""
        desk = Desk(client)
        kinds = f"as_of={clock.now():%Y-%m-%dT%H:%M:%S.%fZ}&as_of_kind=record"

        found = reader.counts(
            client,
            *(
                f"/facts/{desk.facts[0]}/timeline?{kinds}",
                f"/sources/{desk.sources[0]}/record?{kinds}",
            ),
        )

        assert found == [25, 25]

    def test_finds_a_fact_by_its_current_slug(self, client: TestClient) -> None:
        fact_id = Desk(client).facts[0]
        fact = client.get(f"{API}/facts/{fact_id}").json()
        at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        then = {"as_of": at, "as_of_kind": "record"}

        for key in (fact_id, fact["slug"]):
            answer = client.get(f"{API}/facts/{key}", params=then)
            assert (answer.status_code, answer.json()) == (200, fact)
        assert client.get(f"{API}/facts/no-fact", params=then).status_code == 404

    @pytest.mark.parametrize("path", ["/facts/{}", "/claims/{}", "/sources/{}"])
    def test_a_record_is_not_found_before_its_creation(
        self, client: TestClient, claim: Json, make_source: Make, path: str
    ) -> None:
        fact = client.post(f"{API}/facts", json={"statement": "It rains."}).json()
        record = {"/facts/{}": fact, "/claims/{}": claim, "/sources/{}": make_source()}
        made_at = datetime.fromisoformat(record[path]["created_at"])
        before = made_at - timedelta(days=1)

        query = f"as_of_kind=record&as_of={before:%Y-%m-%dT%H:%M:%S.%fZ}"
        answer = client.get(f"{API}{path.format(record[path]['id'])}?{query}")

        assert answer.status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            "as_of_kind=record",
            "as_of_kind=record&as_of=2999-01-01",
            "as_of_kind=record&as_of=yesterday",
            "as_of_kind=memory&as_of=2022-01-01",
        ],
    )
    def test_requires_a_past_instant(
        self, client: TestClient, claim: Json, query: str
    ) -> None:
        answer = client.get(f"{API}/claims/{claim['id']}?{query}")

        assert answer.status_code == 422
