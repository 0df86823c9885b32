"""A claim that its own source retracts counts until its retraction."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match
from tests.api.fact_records import Told


@pytest.fixture
def told(client: TestClient) -> Told:
    return Told(client)


def link(told: Told, later: Json, earlier: Json, kind: str = "retracts") -> Json:
    """Link a claim to an earlier one."""
    body = {"other_id": earlier["id"], "kind": kind}
    return told.post(f"/claims/{later['id']}/links", body)


def side(told: Told, fact: int, **params: Any) -> Json:
    answer = told.get(f"/facts/{fact}/corroboration", **params)
    found: Json = answer["sides"][0]
    return found


def marks(told: Told, fact: int, **params: Any) -> list[list[str]]:
    answer = told.get(f"/facts/{fact}/timeline", **params)
    return [one["marks"] for source in answer["sources"] for one in source["stances"]]


def recorded(at: str) -> Json:
    """Return the parameters that ask for the record as it was at an instant."""
    return {"as_of": at, "as_of_kind": "record"}


class Scene:
    """A spokesperson who says something on day 1 and retracts it on day 5."""

    def __init__(self, told: Told, kind: str = "retracts", **later: Any) -> None:
        self.told = told
        self.source = told.source(name="Spokes Person")
        self.fact, self.other_fact = told.facts(2)
        self.earlier = told.say(self.source, self.fact, at=1)
        words = {"stance": "noncommittal", "at": 5} | later
        self.later = told.say(self.source, self.other_fact, **words)
        self.link = link(told, self.later, self.earlier, kind)

    def by(self, kind: str = "retracts") -> Json:
        at = "2022-03-05T00:00:00Z"
        return {"claim_id": self.later["id"], "kind": kind, "at": at}


@pytest.mark.every_case
class TestReadCorroboration:
    @pytest.mark.parametrize("kind", ["retracts", "corrects"])
    def test_leaves_out_and_lists_retracted_claims(self, told: Told, kind: str) -> None:
        scene = Scene(told, kind)

        found = side(told, scene.fact)

        assert found["claims"]["total"] == found["origins"]["total"] == 0
        assert found["articles"]["total"] == 0
        (row,) = found["retracted"]
        assert row == {
            "claim_id": scene.earlier["id"],
            "source_id": scene.source,
            "source": {
                "id": scene.source,
                "name": "Spokes Person",
                "label": "Spokes Person",
                "kind": "person",
            },
            "retracted_by": scene.by(kind),
        }

    @pytest.mark.parametrize(
        ("kind", "act", "counted"),
        [
            ("answers", "retraction", 0),
            ("denies", "retraction", 0),
            ("repeats", "retraction", 1),
            ("confirms", "retraction", 1),
            ("answers", "assertion", 1),
            ("denies", "assertion", 1),
        ],
    )
    def test_omits_claims_linked_from_a_claim_with_the_act_retraction(
        self, told: Told, kind: str, act: str, counted: int
    ) -> None:
        scene = Scene(told, kind, act=act)

        assert side(told, scene.fact)["claims"]["total"] == counted

    def test_counts_a_claim_until_its_retraction(self, told: Told) -> None:
        scene = Scene(told)

        before = side(told, scene.fact, as_of="2022-03-04T00:00:00Z")
        after = side(told, scene.fact, as_of="2022-03-09T00:00:00Z")

        assert (before["claims"]["total"], before["retracted"]) == (1, [])
        assert (after["claims"]["total"], len(after["retracted"])) == (0, 1)

    def test_counts_a_claim_as_recorded_before_the_link(self, told: Told) -> None:
        scene = Scene(told)
        linked = told.get(f"/claims/{scene.later['id']}")["updated_at"]

        before = side(told, scene.fact, **recorded(scene.later["created_at"]))
        after = side(told, scene.fact, **recorded(linked))

        assert (before["claims"]["total"], before["retracted"]) == (1, [])
        assert after == side(told, scene.fact)
        assert marks(told, scene.fact, **recorded(linked)) == [["retracted"]]

    def test_counts_a_claim_again_after_its_link_is_deleted(self, told: Told) -> None:
        scene = Scene(told)
        path = f"/claims/{scene.later['id']}"
        linked = told.get(path)
        version = if_match(linked)

        gone = told.client.delete(
            f"{API}{path}/links/{scene.link['id']}", headers=version
        )

        assert gone.status_code == 204
        assert side(told, scene.fact)["claims"]["total"] == 1
        assert (
            side(told, scene.fact, **recorded(linked["updated_at"]))["claims"]["total"]
            == 0
        )

    def test_counts_a_claim_retracted_by_another_source(self, told: Told) -> None:
        scene = Scene(told)
        other = told.say(told.source(), scene.fact)
        link(told, scene.later, other)

        found = side(told, scene.fact)

        assert found["claims"]["total"] == 1
        assert len(found["retracted"]) == 1

    def test_counts_a_claim_linked_from_an_earlier_claim(self, told: Told) -> None:
        source, (fact, other) = told.source(), told.facts(2)
        later = told.say(source, fact, at=5)
        link(told, told.say(source, other, at=1), later)

        assert side(told, fact)["claims"]["total"] == 1

    @pytest.mark.parametrize("review", ["draft", "rejected"])
    def test_counts_a_claim_if_its_retraction_is_a_draft_or_rejected(
        self, told: Told, review: str
    ) -> None:
        scene = Scene(told)
        told.change(f"/claims/{scene.later['id']}", {"review": review})

        assert side(told, scene.fact)["claims"]["total"] == 1

    def test_counts_a_claim_if_its_retraction_is_withdrawn(self, told: Told) -> None:
        scene = Scene(told)
        told.withdraw(told.get(f"/claims/{scene.later['id']}"))

        assert side(told, scene.fact)["claims"]["total"] == 1

    def test_counts_the_other_speakers_of_a_joint_claim(self, told: Told) -> None:
        one, other, (fact, elsewhere) = told.source(), told.source(), told.facts(2)
        steps = [
            {"position": 1, "relation": "said", "source_id": who}
            for who in (one, other)
        ]
        joint = told.say(steps, fact)
        link(told, told.say(one, elsewhere, at=5), joint)

        first = side(told, fact, explain="true")
        link(told, told.say(other, elsewhere, at=6), joint)
        second = side(told, fact, explain="true")

        counted = first["explain"]["origins"]["counted"]
        assert [row["source_id"] for row in counted] == [other]
        assert [row["source_id"] for row in first["retracted"]] == [one]
        assert second["claims"]["total"] == 0
        assert [row["source_id"] for row in second["retracted"]] == [one, other]

    def test_omits_a_relayed_claim_retracted_by_its_relay(self, told: Told) -> None:
        aide, ministry, (fact, elsewhere) = told.source(), told.source(), told.facts(2)
        relayed = told.say([aide, ministry], fact)
        link(told, told.say(aide, elsewhere, at=5), relayed)

        found = side(told, fact)

        assert (found["voices"]["total"], found["origins"]["total"]) == (0, 0)
        assert marks(told, fact) == [["retracted"]]


class TestRetractedArticles:
    @pytest.mark.parametrize(
        ("availability", "counted"), [("retracted", 0), ("corrected", 1), (None, 1)]
    )
    def test_are_not_counted_in_corroboration_from_their_retraction_on(
        self, told: Told, availability: str | None, counted: int
    ) -> None:
        fact, article = told.fact(), told.article(at=1)
        claim = told.say(told.source(), fact, article=article)
        path = f"/articles/{article}"

        values = {"availability": availability, "updated": "2022-03-05"}
        changed = told.change(path, values)

        found = side(told, fact)
        assert found["claims"]["total"] == found["origins"]["total"] == counted
        listed = [] if counted else [claim["id"]]
        assert found["in_retracted_articles"] == listed
        before = side(told, fact, as_of="2022-03-04T00:00:00Z")
        assert before["claims"]["total"] == 1
        then = side(told, fact, **recorded(claim["created_at"]))
        assert then["claims"]["total"] == 1
        now = side(told, fact, **recorded(changed["updated_at"]))
        assert now["claims"]["total"] == counted

    def retracted(self, told: Told, **updated: str | None) -> tuple[int, int, Json]:
        """Return a source, a fact, and its claim in an article that was retracted."""
        source, fact = told.source(), told.fact()
        article = told.article(at=1)
        claim = told.say(source, fact, article=article)
        values = {"availability": "retracted", "updated": "2022-03-05"} | updated
        told.change(f"/articles/{article}", values)
        return source, fact, claim

    def test_are_marked_in_timelines_from_their_retraction_on(self, told: Told) -> None:
        source, fact, claim = self.retracted(told)
        told.say(told.source(), fact, "denies", at=2)

        (stance,) = told.get(f"/facts/{fact}/timeline")["sources"][0]["stances"]

        assert stance["marks"] == ["article_retracted"]
        assert stance["article_retracted_at"] == "2022-03-05T00:00:00Z"
        assert marks(told, fact) == [["article_retracted"], []]
        for before in ({"as_of": "2022-03-04"}, recorded(claim["created_at"])):
            (stance, *_) = told.get(f"/facts/{fact}/timeline", **before)["sources"][0][
                "stances"
            ]
            assert "article_retracted" not in stance["marks"]
            assert stance["article_retracted_at"] is None
        changed = told.get(f"/articles/{claim['article_id']}")["updated_at"]
        assert marks(told, fact, **recorded(changed))[0] == ["article_retracted"]
        assert told.get(f"/sources/{source}/record")["held"]["open"] == 1

    @pytest.mark.parametrize(
        ("updated", "known", "expected"),
        [
            ("2022-03-05", 20, "retracted"),
            ("2022-03-05", 5, "not_borne_out"),
            ("2022-03-05", 3, "not_borne_out"),
            (None, 3, "retracted"),
        ],
    )
    def test_are_separate_in_track_records_if_before_the_resolution(
        self, told: Told, updated: str | None, known: int, expected: str
    ) -> None:
        source, fact, claim = self.retracted(told, updated=updated)
        told.settle(fact, "no", at=known)

        answer = told.get(f"/sources/{source}/record", explain="true")

        assert answer["held"][expected] == 1
        (unit,) = answer["explain"]
        listed = [claim["id"]] if expected == "retracted" else []
        assert (unit["result"], unit["retracted_claim_ids"]) == (expected, listed)


class TestReadTimeline:
    def test_marks_a_claim_with_the_claim_that_retracts_it(self, told: Told) -> None:
        scene = Scene(told)

        (source,) = told.get(f"/facts/{scene.fact}/timeline")["sources"]

        (stance,) = source["stances"]
        assert (stance["marks"], stance["retracted_by"]) == (["retracted"], scene.by())

    def test_does_not_mark_a_claim_before_its_retraction(self, told: Told) -> None:
        scene = Scene(told)

        assert marks(told, scene.fact, as_of="2022-03-04T00:00:00Z") == [[]]

    def test_marks_no_contradiction_to_retracted_claims(self, told: Told) -> None:
        scene = Scene(told)
        told.say(told.source(), scene.fact, "denies", at=2)

        assert marks(told, scene.fact) == [["retracted"], []]
        then = marks(told, scene.fact, as_of="2022-03-04T00:00:00Z")
        assert then == [["contradiction"], ["contradiction"]]


class TestReadRecordOfSource:
    def record(self, scene: Scene, **params: Any) -> Json:
        path = f"/sources/{scene.source}/record"
        return scene.told.get(path, explain="true", **params)

    def test_counts_claims_retracted_before_the_resolution_separately(
        self, told: Told
    ) -> None:
        scene = Scene(told)
        told.settle(scene.fact, "no", at=20)

        answer = self.record(scene)

        held = answer["held"]
        assert (held["not_borne_out"], held["retracted"]) == (0, 1)
        (unit,) = [one for one in answer["explain"] if one["fact_id"] == scene.fact]
        assert (unit["result"], unit["counted"]) == ("retracted", False)
        assert unit["retracted_claim_ids"] == [scene.earlier["id"]]
        assert (unit["position"], unit["other_claim_ids"]) == (None, [])

    def test_scores_claims_retracted_after_the_resolution(self, told: Told) -> None:
        scene = Scene(told)
        told.settle(scene.fact, "no", at=3)

        held = self.record(scene)["held"]

        assert (held["not_borne_out"], held["retracted"]) == (1, 0)

    def test_scores_the_earlier_stance_if_the_later_one_is_retracted(
        self, told: Told
    ) -> None:
        source, (fact, other) = told.source(), told.facts(2)
        told.say(source, fact, "denies", at=1)
        later = told.say(source, fact, "supports", at=2)
        link(told, told.say(source, other, at=3), later)
        told.settle(fact, "no", at=20)

        assert told.get(f"/sources/{source}/record")["held"]["borne_out"] == 1
        timeline = told.get(f"/facts/{fact}/timeline")
        assert timeline["sources"][0]["stances"][1]["marks"] == [
            "reversal",
            "retracted",
        ]
