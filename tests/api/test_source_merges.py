"""A survivor represents all merged sources; unmerged sources are separate again."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    Json,
    claim_in,
    ids,
    if_match,
    said_by,
    step,
    walk,
)
from tests.api.fact_records import WHY
from tests.api.identity_records import Identified


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


def listed(told: Identified, path: str) -> list[int]:
    return ids(walk(told.client, path))


def claims_of(told: Identified, source: int, more: str = "") -> list[int]:
    return listed(told, f"/sources/{source}/claims?limit=2{more}")


class TestMerge:
    def test_lists_claims_of_both_sources_under_the_survivor_in_order(
        self, told: Identified
    ) -> None:
        one, other, fact = told.source(), told.source(), told.fact()
        said = [
            told.say(source, fact, at=day)["id"]
            for source, day in ((one, 3), (other, 5), (one, 7), (other, 9))
        ]

        merged = told.joined(one, other)

        assert (merged["merged_into_id"], merged["version"]) == (other, 2)
        assert merged["merged_into"]["id"] == other
        assert claims_of(told, other) == said[::-1]
        for name in ("source", "speaker", "origin"):
            assert listed(told, f"/claims?{name}={other}") == said[::-1]

    def test_shows_the_survivor_and_the_printed_source_of_a_claim(
        self, told: Identified
    ) -> None:
        one, other = told.source(), told.source()
        claim = told.say(one, told.fact())
        told.joined(one, other)

        shown = told.get(f"/claims/{claim['id']}")

        (found,) = shown["attribution"]
        assert (found["source_id"], found["printed_source_id"]) == (other, one)
        assert (found["source"]["id"], found["printed_source"]["id"]) == (other, one)
        assert shown["version"] == claim["version"]
        assert shown["speakers"][0]["id"] == other
        history = told.get(f"/claims/{claim['id']}/history")["data"]
        assert len(history) == 1

    def test_redirects_every_path_of_the_merged_source_except_history(
        self, told: Identified
    ) -> None:
        one, other, fact = told.source(), told.source(), told.fact()
        told.say(one, fact)
        told.joined(one, other)

        for part in (
            "",
            "/claims?role=origin",
            "/claims?include=affiliated",
            "/names",
            "/identifiers",
            "/affiliations",
            "/ratings",
            "/positions",
            "/record",
            "/identities",
        ):
            answer = told.client.get(
                f"{API}/sources/{one}{part}", follow_redirects=False
            )
            assert answer.status_code == 308, part
            assert answer.headers["location"] == f"{API}/sources/{other}{part}"
        assert len(told.get(f"/sources/{one}/history")["data"]) == 2

    def test_omits_the_merged_source_from_lists(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        told.joined(one, other)

        page = told.get("/sources", include="total,withdrawn")

        assert one not in ids(page["data"])
        assert other in ids(page["data"])
        assert page["total"] == len(page["data"])

    def test_refuses_writes_to_the_merged_source(self, told: Identified) -> None:
        one, other, third = (told.source() for _ in range(3))
        version = if_match(told.joined(one, other))
        path = f"{API}/sources/{one}"
        patch = told.client.patch
        answers = [
            patch(path, json={"note": "x"}, headers=version),
            told.client.delete(path, headers=version),
            told.client.post(f"{path}/names", json={"name": "x"}),
            told.join(one, third),
        ]

        for answer in answers:
            assert answer.status_code == 409, answer.text
            assert answer.json()["conflict"] == {"resource": "source", "id": other}
        rating = {"reliability": "A"}
        rated = told.client.post(f"{path}/ratings", json=rating, params=WHY)
        assert rated.status_code == 409

    def test_finds_the_survivor_by_the_names_of_both(self, told: Identified) -> None:
        names = [{"name": "The Pentagon"}]
        one = told.source("organisation", name="Defence Dept", names=names)
        other = told.source("organisation", name="Department of Defense")
        third = told.source("organisation", name="DoD")
        told.joined(one, other)
        told.joined(other, third)

        for name in ("the pentagon", "DEFENCE DEPT", "department of defense", "DoD"):
            source = {"kind": "organisation", "name": name}
            steps = [{"position": 1, "source": source, "relation": "said"}]
            claim = told.post("/claims", claim_in(told.article(), steps, text=name))
            assert claim["created"] == []
            printed = one if name in {"the pentagon", "DEFENCE DEPT"} else other
            printed = third if name == "DoD" else printed
            step = claim["attribution"][0]
            assert (step["printed_source_id"], step["source_id"]) == (printed, third)
            assert listed(told, f"/sources?q={name}") == [third]

    def test_an_article_keeps_the_merged_outlet_that_it_names(
        self, told: Identified
    ) -> None:
        one, other = (told.source("outlet", name=name) for name in ("CNN", "Cable"))
        told.joined(one, other)
        text = "It rained all day. " * 9

        article = told.post(
            "/articles", {"title": "x", "outlet": {"name": "cnn"}, "text": text}
        )
        claim = told.post("/claims", claim_in(article["id"], said_by(told.source())))

        assert article["outlet_id"] == one
        assert [match["id"] for match in article["matched"]] == [one]
        assert listed(told, f"/claims?outlet={other}") == [claim["id"]]
        again = {"title": "y", "outlet_id": other, "text": text}
        twice = told.client.post(f"{API}/articles", json=again)
        assert twice.json()["conflict"] == {"resource": "article", "id": article["id"]}
        told.unmerge(one)
        assert listed(told, f"/articles?outlet={one}") == [article["id"]]
        assert listed(told, f"/claims?outlet={one}") == [claim["id"]]
        assert listed(told, f"/claims?outlet={other}") == []

    def test_an_affiliation_keeps_the_merged_organisation_that_it_names(
        self, told: Identified
    ) -> None:
        one, other = (
            told.source("organisation", name=name) for name in ("NATO", "OTAN")
        )
        told.joined(one, other)
        tie = {"organisation": {"name": "NATO"}, "relation": "works_for"}
        person = {"kind": "person", "name": "Ann", "affiliations": [tie]}
        steps = [{"position": 1, "source": person, "relation": "said"}]
        article = told.article()

        claim = told.post("/claims", claim_in(article, steps))
        tie["organisation"] = {"name": "OTAN"}
        again = told.post("/claims", claim_in(article, steps, text="It snowed."))

        assert again["matched"][0]["filled"] == []
        told.unmerge(one)
        for source, people in ((one, [claim, again]), (other, [])):
            assert set(claims_of(told, source, "&include=affiliated")) == set(
                ids(people)
            )

    def test_refuses_an_affiliation_of_a_survivor_with_its_merged_source(
        self, told: Identified
    ) -> None:
        one, other = (
            told.source("organisation", name=name) for name in ("NATO", "OTAN")
        )
        told.joined(one, other)
        tie = {"organisation": {"name": "NATO"}, "relation": "part_of"}
        spec = {"name": "OTAN", "kind": "organisation", "affiliations": [tie]}
        steps = [{"position": 1, "source": spec, "relation": "said"}]

        answer = told.client.post(f"{API}/sources/{other}/affiliations", json=tie)
        claim = told.post("/claims", claim_in(told.article(), steps))

        assert answer.status_code == 422
        assert "itself" in answer.text
        assert claim["matched"][0]["filled"] == []

    def test_finds_the_survivor_by_the_identifiers_of_both(
        self, told: Identified
    ) -> None:
        identifiers = [{"scheme": "wikidata", "value": "Q1"}]
        one, other = told.source(identifiers=identifiers), told.source()
        told.joined(one, other)

        assert listed(told, "/sources?identifier=wikidata:Q1") == [other]
        taken = {"name": "x", "kind": "person", "identifiers": identifiers}
        answer = told.client.post(f"{API}/sources", json=taken)
        assert answer.status_code == 409

    def test_lists_articles_of_both_outlets_under_the_survivor(
        self, told: Identified
    ) -> None:
        one, other = told.source("outlet"), told.source("outlet")
        articles = [told.article(one, at=2), told.article(other, at=4)]
        fact = told.fact()
        said = [told.say(told.source(), fact, article=each)["id"] for each in articles]
        told.joined(one, other)

        assert listed(told, f"/articles?outlet={other}&limit=1") == articles[::-1]
        assert set(listed(told, f"/claims?outlet={other}")) == set(said)
        assert told.get("/articles", outlet=other, include="total")["total"] == 2
        counted = told.client.get(f"{API}/stats/claims?outlet={other}").json()
        assert [row["n"] for row in counted] == [2]
        by = told.client.get(f"{API}/stats/claims?by=outlet&outlet={other}").json()
        assert [(row["series_id"], row["n"]) for row in by] == [(other, 2)]
        outlets = told.get(f"/facts/{fact}/timeline")["outlets"]
        assert [one["outlet_id"] for one in outlets] == [other]
        article = told.get(f"/articles/{articles[0]}")
        assert (article["outlet_id"], article["version"]) == (one, 1)

    def test_lists_affiliated_sources_of_both_under_the_survivor(
        self, told: Identified
    ) -> None:
        one, other = told.source("organisation"), told.source("organisation")
        tie = {"organisation_id": one, "relation": "works_for"}
        person, double = told.source(affiliations=[tie]), told.source()
        said = told.say(person, told.fact())["id"]
        told.joined(one, other)
        told.joined(person, double)

        assert listed(told, f"/sources?organisation={other}") == [double]
        assert claims_of(told, other, "&include=affiliated") == [said]

    def test_counts_both_sources_as_one_origin(self, told: Identified) -> None:
        one, other, fact = told.source(), told.source(), told.fact()
        for source in (one, other):
            told.say(source, fact)
        before = told.get(f"/facts/{fact}/corroboration")["sides"][0]
        told.joined(one, other)

        after = told.get(f"/facts/{fact}/corroboration")["sides"][0]

        assert (before["origins"]["total"], after["origins"]["total"]) == (2, 1)

    def test_treats_both_sources_as_one_assessor(self, told: Identified) -> None:
        one, other = told.source("organisation"), told.source("organisation")
        fact, source = told.fact(), told.source()
        told.say(source, fact)
        told.assess(fact, "true", assessor=one, at=20)
        told.assess(fact, "false", assessor=other, at=21)
        assert told.get(f"/facts/{fact}")["state"] == "contested"

        told.joined(one, other)

        assert told.get(f"/facts/{fact}")["state"] == "held_false"
        record = told.get(f"/sources/{source}/record", by=f"assessor:{other}")
        assert (record["held"]["borne_out"], record["held"]["not_borne_out"]) == (0, 1)

    def test_replacing_a_chain_keeps_the_printed_source(self, told: Identified) -> None:
        one, other, late = told.source(), told.source(), told.source()
        claim = told.say(one, told.fact())
        told.joined(one, other)
        chain = [*said_by(other, late)]

        answer = told.client.patch(
            f"{API}/claims/{claim['id']}",
            json={"attribution": chain},
            headers=if_match(claim),
        )

        printed = [s["printed_source_id"] for s in answer.json()["attribution"]]
        assert printed == [one, late]
        told.unmerge(one)
        steps = told.get(f"/claims/{claim['id']}")["attribution"]
        assert [s["source_id"] for s in steps] == [one, late]


class TestSurvivor:
    def test_cannot_be_withdrawn_and_cannot_change_its_kind(
        self, told: Identified
    ) -> None:
        one, other = told.source(), told.source()
        told.joined(one, other)
        version = if_match(told.get(f"/sources/{other}"))
        path = f"{API}/sources/{other}"

        answers = [
            told.client.delete(path, headers=version),
            told.client.patch(path, json={"kind": "group"}, headers=version),
        ]

        for answer in answers:
            assert answer.status_code == 409
            assert answer.json()["conflict"] == {"resource": "source", "id": one}
            assert answer.json()["count"] == 1

    def test_restricting_it_restricts_its_merged_sources_and_their_claims(
        self, told: Identified
    ) -> None:
        one, other = told.source(), told.source()
        claim = told.say(one, told.fact())
        told.joined(one, other)
        version = if_match(told.get(f"/sources/{other}"))

        told.client.patch(
            f"{API}/sources/{other}", json={"visibility": "restricted"}, headers=version
        ).raise_for_status()

        assert told.get(f"/claims/{claim['id']}")["visibility"] == "restricted"
        assert told.unmerge(one)["visibility"] == "restricted"


class TestUnmerge:
    def test_each_source_has_its_own_claims_again(self, told: Identified) -> None:
        one, other, fact = told.source(), told.source(), told.fact()
        first, second = (told.say(source, fact)["id"] for source in (one, other))
        told.joined(one, other)
        late = told.say(other, fact, at=9)["id"]

        unmerged = told.unmerge(one)

        assert (unmerged["merged_into_id"], unmerged["version"]) == (None, 3)
        assert claims_of(told, one) == [first]
        assert claims_of(told, other) == [late, second]

    def test_includes_sources_that_were_merged_into_it_before(
        self, told: Identified
    ) -> None:
        a, b, c, fact = told.source(), told.source(), told.source(), told.fact()
        said = {source: told.say(source, fact)["id"] for source in (a, b, c)}
        told.joined(a, b)
        told.joined(b, c)
        assert set(claims_of(told, c)) == set(said.values())
        moved = told.client.get(f"{API}/sources/{a}", follow_redirects=False)
        assert moved.headers["location"] == f"{API}/sources/{b}"

        told.unmerge(b)

        assert set(claims_of(told, b)) == {said[a], said[b]}
        assert claims_of(told, c) == [said[c]]
        told.joined(b, c)
        told.unmerge(a)
        assert claims_of(told, a) == [said[a]]
        assert set(claims_of(told, c)) == {said[b], said[c]}

    @pytest.mark.parametrize("judgement", [None, "same", "unsure"])
    def test_restores_judgements_from_before_the_merge(
        self, told: Identified, judgement: str | None
    ) -> None:
        one, other = told.source(), told.source()
        if judgement:
            told.judge(one, other, judgement, score=0.5, rationale="Why not?")
        path = f"/sources/{one}/identities"
        before = told.get(path)["data"]
        told.joined(one, other)

        told.unmerge(one)

        after = told.get(path)["data"]
        for row in (*before, *after):
            for name in ("id", "created_at", "reason"):
                row.pop(name)
        assert after == before

    def test_refuses_a_source_that_is_not_merged(self, told: Identified) -> None:
        answer = told.part(told.source())

        assert answer.status_code == 409

    def test_sources_can_be_merged_again(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        for _ in range(2):
            told.joined(one, other)
            told.unmerge(one)

        told.joined(other, one)

        answer = told.client.get(f"{API}/sources/{other}", follow_redirects=False)
        assert answer.headers["location"] == f"{API}/sources/{one}"


class TestArticlesOfMerged:
    def test_are_withdrawn_and_restored_with_their_merged_sources(
        self, told: Identified
    ) -> None:
        article = told.post("/articles", {"title": "Rain"})
        one, other = (told.unnamed(article["id"], name) for name in ("he", "she"))
        told.joined(one, other)
        path = f"{API}/articles/{article['id']}"

        gone = told.client.delete(path, headers=if_match(article))
        back = told.client.post(
            f"{path}/restore", params=WHY, headers={"if-match": '"v2"'}
        )

        assert (gone.status_code, back.status_code) == (204, 200)
        moved = told.client.get(f"{API}/sources/{one}", follow_redirects=False)
        assert moved.status_code == 308

    def test_own_reporting_of_a_merged_outlet_counts_as_held_by_the_survivor(
        self, told: Identified
    ) -> None:
        one, other = told.source("outlet"), told.source("outlet")
        fact = told.fact()
        told.say(
            [step(one, relation="own_reporting")],
            fact,
            article=told.article(one),
            form="own_voice",
        )
        told.joined(one, other)

        record: Json = told.get(f"/sources/{other}/record")

        assert record["held"]["facts"] == 1
        assert record["printed"]["facts"] == 0
