"""Judgements of identity are recorded separately from the sources."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise, permutations
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.values.viewer import Role
from tests.api.bodies import API, Json, ids, the_error, unnamed, walk
from tests.api.conftest import CountingReader
from tests.api.fact_records import WHY
from tests.api.identity_records import WHOLE, Identified
from tests.keys import shown


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


@pytest.fixture
def three(told: Identified) -> tuple[int, int, int]:
    return told.source(), told.source(), told.source()


def refused(answer: Any) -> list[int]:
    """Return the chain of a judgement that contradicts others."""
    assert answer.status_code == 409, answer.text
    chain: list[int] = answer.json()["chain"]
    return chain


class TestPutIdentity:
    def test_stores_one_judgement_for_both_orders_of_the_sources(
        self, told: Identified
    ) -> None:
        one, other = told.source(), told.source()
        more = {"score": 0.75, "basis": "document", "rationale": "Паспорт."}

        made = told.judge(other, one, "unsure", **more)

        assert made.status_code == 201
        paths = [
            f"{API}/sources/{x}/identities/{y}" for x, y in ((other, one), (one, other))
        ]
        assert made.headers["location"] == paths[0]
        body = made.json()
        assert (body["source_a_id"], body["source_b_id"]) == (one, other)
        assert (body["source_a"]["id"], body["source_b"]["id"]) == (one, other)
        assert body.items() >= (WHOLE | more | {"judgement": "unsure"}).items()
        assert body["reason"] == WHY["reason"]
        for path in paths:
            read = told.client.get(path)
            assert read.json() == body
            assert read.headers["etag"] == made.headers["etag"]

    def test_replaces_the_earlier_judgement(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        first = told.judged(one, other, "different")

        answer = told.judge(one, other, "same")

        assert answer.status_code == 200
        listed = told.get(f"/sources/{one}/identities")["data"]
        assert listed == [answer.json()]
        assert answer.json()["id"] != first["id"]

    def test_an_equal_judgement_is_not_stored_again(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        first = told.judged(one, other)

        answer = told.judge(one, other)

        assert (answer.status_code, answer.json()) == (200, first)

    def test_a_judgement_on_an_unnamed_source_is_always_restricted(
        self, told: Identified
    ) -> None:
        named, official = told.source(), told.unnamed(told.article())

        assert told.judged(named, official)["visibility"] == "restricted"
        refused = told.judge(named, official, visibility="public")
        assert refused.status_code == 422
        assert the_error(refused)["pointer"] == "/visibility"

    def test_is_public_if_requested_and_both_sources_are_public(
        self, told: Identified
    ) -> None:
        one, other, hidden = (
            told.source(),
            told.source(),
            told.source(visibility="restricted"),
        )

        seen = told.judge(one, other, visibility="public").json()
        unseen = told.judge(one, hidden, visibility="public").json()

        assert (seen["visibility"], unseen["visibility"]) == ("public", "restricted")

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/judgement"),
            ({"judgement": "equal"}, "/judgement"),
            ({"judgement": "same", "score": 1.1}, "/score"),
            ({"judgement": "same", "score": -0.1}, "/score"),
            ({"judgement": "same", "score": "0.5"}, "/score"),
            ({"judgement": "same", "basis": "merge"}, "/basis"),
            ({"judgement": "same", "basis": ""}, "/basis"),
            ({"judgement": "same", "rationale": "\0"}, "/rationale"),
            ({"judgement": "same", "visibility": None}, "/visibility"),
            ({"judgement": "same", "certain": True}, "/certain"),
        ],
    )
    def test_refuses_an_invalid_judgement(
        self, told: Identified, body: Json, pointer: str
    ) -> None:
        path = f"{API}/sources/{told.source()}/identities/{told.source()}"

        answer = told.client.put(path, json=body, params=WHY)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    def test_requires_a_reason_and_two_different_known_sources(
        self, told: Identified
    ) -> None:
        one, other = told.source(), told.source()
        path, same = f"{API}/sources/{one}/identities", {"judgement": "same"}

        unexplained = told.client.put(f"{path}/{other}", json=same)
        itself = told.judge(one, one)

        assert the_error(unexplained)["parameter"] == "reason"
        assert itself.status_code == 422
        assert the_error(itself)["parameter"] == "other_id"
        assert told.judge(one, 2**53 - 1).status_code == 404
        assert told.judge(2**53 - 1, one).status_code == 404

    def test_a_merged_source_is_refused_with_its_survivor(
        self, told: Identified, three: tuple[int, int, int]
    ) -> None:
        merged, survivor, other = three
        told.joined(merged, survivor)

        for answer in (told.judge(merged, other), told.judge(other, merged)):
            assert answer.status_code == 409
            assert answer.json()["conflict"] == {"resource": "source", "id": survivor}


class TestContradictions:
    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_are_refused_in_any_order(
        self, told: Identified, three: tuple[int, int, int], order: tuple[int, ...]
    ) -> None:
        a, b, c = three
        judgements = [(a, b, "same"), (b, c, "same"), (a, c, "different")]
        *fine, last = (judgements[number] for number in order)
        for one in fine:
            told.judged(*one)

        chain = refused(told.judge(*last))

        assert chain in ([a, b, c], [c, b, a])
        judged = walk(told.client, f"/sources/{b}/identities")
        assert len(judged) == sum(b in one for one in fine)

    @pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
    def test_are_refused_across_judgements_and_merges(
        self, told: Identified, three: tuple[int, int, int], order: tuple[int, ...]
    ) -> None:
        a, b, c = three
        steps = [
            lambda: told.judge(b, c, "same"),
            lambda: told.judge(a, c, "different"),
            lambda: told.join(a, b),
        ]
        *fine, last = (steps[number] for number in order)
        for one in fine:
            assert one().is_success

        assert refused(last()) in ([a, b, c], [c, b, a])

    def test_a_merge_that_contradicts_a_judgement_is_refused(
        self, told: Identified, three: tuple[int, int, int]
    ) -> None:
        a, b, c = three
        told.judged(a, c, "different")
        told.joined(a, b)

        assert refused(told.join(c, b)) in ([a, b, c], [c, b, a])
        assert refused(told.join(b, c)) in ([a, b, c], [c, b, a])

    def test_return_the_whole_chain_of_judgements(self, told: Identified) -> None:
        sources = [told.source() for _ in range(6)]
        for one, other in pairwise(sources):
            told.judged(one, other)

        chain = refused(told.judge(sources[5], sources[0], "different"))

        assert chain in (sources, sources[::-1])

    def test_unsure_judgements_do_not_contradict_others(
        self, told: Identified, three: tuple[int, int, int]
    ) -> None:
        a, b, c = three
        told.judged(a, b)
        told.judged(b, c, "unsure")

        assert told.judge(a, c, "different").is_success

    def test_end_when_a_judgement_is_withdrawn(
        self, told: Identified, three: tuple[int, int, int]
    ) -> None:
        a, b, c = three
        told.judged(a, b)
        told.judged(b, c)
        refused(told.judge(a, c, "different"))

        path = f"{API}/sources/{b}/identities/{c}"
        assert told.client.delete(path, params=WHY).status_code == 204

        assert told.judge(a, c, "different").is_success


class TestDeleteIdentity:
    def test_withdraws_the_judgement(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        told.judged(one, other)
        path = f"{API}/sources/{other}/identities/{one}"

        answer = told.client.delete(path, params=WHY)

        assert answer.status_code == 204
        assert told.client.get(path).status_code == 404
        assert told.client.delete(path, params=WHY).status_code == 404
        assert told.get(f"/sources/{one}/identities")["data"] == []


class TestReadIdentities:
    def test_lists_judgements_with_the_source_on_either_side(
        self, told: Identified, three: tuple[int, int, int]
    ) -> None:
        a, b, c = three
        judged = [told.judged(a, b), told.judged(c, b, "unsure"), told.judged(a, c)]

        rows = walk(told.client, f"/sources/{b}/identities?limit=1")

        assert rows == judged[:2]

    def test_lists_judgements_on_sources_merged_into_it(
        self, told: Identified, three: tuple[int, int, int]
    ) -> None:
        a, b, c = three
        judged = told.judged(a, c, "different")
        told.joined(a, b)

        rows = told.get(f"/sources/{b}/identities")["data"]

        assert judged in rows
        (merge,) = (row for row in rows if row != judged)
        assert (merge["judgement"], merge["basis"]) == ("same", "merge")
        assert {merge["source_a_id"], merge["source_b_id"]} == {a, b}

    def test_labels_unnamed_sources_by_where_they_were_printed(
        self, told: Identified
    ) -> None:
        outlet = told.source("outlet", name="CNN")
        official = told.unnamed(told.article(outlet), "US official")
        body = told.judged(told.source(), official)

        label = f"US official · CNN 2022-03-01 · #{official}"
        assert label in {body["source_a"]["label"], body["source_b"]["label"]}
        assert told.get(f"/sources/{official}/identities")["data"] == [body]

    def test_takes_as_many_reads_for_many_as_for_one(
        self, told: Identified, reader: CountingReader
    ) -> None:
        few, many = told.source(), told.source()
        told.judged(few, told.source())
        for _ in range(5):
            told.judged(many, told.source(), "unsure")

        counts = reader.counts(
            told.client, *(f"/sources/{one}/identities" for one in (few, many))
        )

        assert counts[0] == counts[1] <= 4


class TestOtherResponses:
    """A link between an unnamed and a named source changes no byte of them."""

    def paths(self, *sources: int) -> list[str]:
        own = ("", "/history", "/claims", "/names", "/positions", "/record")
        lists = ("/sources", "/claims", "/articles", "/stats/claims?by=source")
        return [*(f"/sources/{one}{part}" for one in sources for part in own), *lists]

    @pytest.mark.parametrize("judgement", ["same", "different", "unsure"])
    def test_are_identical_in_every_byte(
        self, told: Identified, judgement: str
    ) -> None:
        claim = told.say([unnamed("US official")], told.fact())
        official = claim["attribution"][0]["source_id"]
        named = told.source()
        paths = [f"{API}{path}" for path in self.paths(official, named)]
        paths += [f"{API}/claims/{claim['id']}", f"{API}/claims/{claim['id']}/history"]

        def answers() -> list[Any]:
            found = [told.client.get(path) for path in paths]
            return [
                (one.status_code, one.content, one.headers["etag"]) for one in found
            ]

        before = answers()
        told.judged(official, named, judgement)

        assert answers() == before

    def test_the_feed_has_no_content_of_restricted_judgements(
        self, told: Identified
    ) -> None:
        one, other = told.source(), told.source()
        last = ids(walk(told.client, "/changes"))[-1]
        judged = told.judged(one, other)
        again = told.judged(one, other, "different")

        lines = told.get("/changes", after=last)["data"]

        said = [(line["action"], line["resource"], line["record_id"]) for line in lines]
        assert said == [
            ("create", "identity", judged["id"]),
            ("supersede", "identity", judged["id"]),
            ("create", "identity", again["id"]),
        ]
        assert [(line["reason"], line["changes"]) for line in lines] == [(None, [])] * 3

    def test_the_feed_shows_public_judgements(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        told.judge(one, other, visibility="public")

        line = walk(told.client, "/changes")[-1]

        changed = {one["field"]: one["new"] for one in line["changes"]}
        assert (line["reason"], changed["judgement"]) == (WHY["reason"], "same")


class TestReadings:
    """Reading a restricted judgement adds an audit entry."""

    @pytest.fixture
    def pair(self, told: Identified) -> tuple[int, int]:
        one = told.source(name="Anna Weather")
        other = told.source(name="Anna Wether")
        told.judged(one, other)
        return one, other

    @pytest.fixture
    def readings(self, told: Identified) -> Callable[[], list[Json]]:
        def lines() -> list[Json]:
            return [
                line
                for line in walk(told.client, "/changes")
                if line["action"] == "read"
            ]

        return lines

    @pytest.mark.parametrize(
        "path", ["{}/identities", "{}/identities/{}", "{}/candidates"]
    )
    def test_reading_a_restricted_judgement_is_noted_by_every_path(
        self,
        told: Identified,
        pair: tuple[int, int],
        readings: Callable[[], list[Json]],
        path: str,
    ) -> None:
        judged = told.get(f"/sources/{pair[0]}/identities/{pair[1]}")
        before = len(readings())

        answer = told.client.get(f"{API}/sources/{path.format(*pair)}")

        assert answer.status_code == 200
        line = readings()[-1]
        assert len(readings()) == before + 1
        assert (line["resource"], line["record_id"]) == ("identity", judged["id"])
        assert line["request_id"] == answer.headers["x-request-id"]
        assert (line["version"], line["changes"]) == (1, [])

    @pytest.mark.parametrize("role", ["analyst", "editor", "admin"])
    @pytest.mark.parametrize("merges", [False, True])
    def test_judgements_in_a_refusal_are_noted(
        self,
        told: Identified,
        readings: Callable[[], list[Json]],
        role: Role,
        merges: bool,
    ) -> None:
        one, middle, other = (told.source() for _ in range(3))
        seen = [
            told.judged(one, middle)["id"],
            told.judged(middle, other, "different" if merges else "same")["id"],
        ]
        told.judge(told.source(), told.source())
        told.client.headers.update(shown(role))

        tried = told.join if merges else partial(told.judge, judgement="different")
        answer = tried(one, other)

        told.client.headers.update(shown())
        noted = readings()
        if role == "analyst":
            assert (answer.status_code, noted) == (403, [])
            assert "chain" not in answer.json()
            return
        assert sorted(refused(answer)) == [one, middle, other]
        assert sorted(line["record_id"] for line in noted) == sorted(seen)
        assert {line["request_id"] for line in noted} == {
            answer.headers["x-request-id"]
        }

    def test_repeating_the_judgement_of_another_analyst_is_noted(
        self,
        told: Identified,
        pair: tuple[int, int],
        readings: Callable[[], list[Json]],
    ) -> None:
        told.judged(*pair)
        assert readings() == []

        told.client.headers.update(shown("editor"))
        told.judged(*pair)

        told.client.headers.update(shown())
        assert len(readings()) == 1

    def test_reading_a_public_judgement_is_not_noted(
        self, told: Identified, readings: Callable[[], list[Json]]
    ) -> None:
        one, other = told.source(), told.source()
        told.judge(one, other, visibility="public")

        told.get(f"/sources/{one}/identities/{other}")

        assert readings() == []

    def test_are_among_the_audit_entries_of_judgements_in_the_feed(
        self, told: Identified, pair: tuple[int, int]
    ) -> None:
        told.get(f"/sources/{pair[0]}/identities/{pair[1]}")
        told.judged(*pair, "different")

        lines = [
            line
            for line in walk(told.client, "/changes")
            if line["resource"] == "identity"
        ]

        actions = [line["action"] for line in lines]
        assert actions == ["create", "read", "supersede", "create"]
