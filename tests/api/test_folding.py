"""Folding of the voices and origins of a fact."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match
from tests.api.reports import (
    Reporter,
    claim,
    denial,
    folds,
    named,
    names,
    numbers,
    official,
    officials,
    outlet,
    tie,
)


@pytest.fixture
def reporter(client: TestClient) -> Reporter:
    return Reporter(client)


def totals(side: Json) -> tuple[int, int, int]:
    """Return how many articles, voices and origins there are."""
    return (
        side["articles"]["total"],
        side["voices"]["total"],
        side["origins"]["total"],
    )


class TestReprint:
    def test_counts_as_one_article_with_its_original(self, reporter: Reporter) -> None:
        wire = reporter.prints(claim(official("official")), by="Reuters")
        copy = reporter.prints(claim(official("official")), root_article_id=wire["id"])

        side = reporter.side()

        assert totals(side) == (1, 1, 1)
        articles = side["explain"]["articles"]
        (counted,), (folded,) = articles["counted"], articles["folded"]
        assert (counted["article_id"], folded["article_id"]) == (wire["id"], copy["id"])
        assert folded["into_id"] == folded["into"]["id"] == wire["id"]
        assert folded["reason"] == "reprint"
        voices = side["explain"]["voices"]
        assert folds(voices, lambda ref: ref["label"].split(" · ")[1]) == {
            ("CNN 2022-03-21", "Reuters 2022-03-21", "reprint")
        }
        assert side["claims"]["total"] == 2
        assert totals(reporter.side(fold="none")) == (2, 2, 2)
        assert totals(reporter.side(fold="member_of,group_in_article")) == (2, 2, 2)

    def test_a_folded_article_is_named_if_any_of_its_claims_is(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(claim(official("official")), by="Reuters")
        reporter.prints(claim(named("NATO")), root_article_id=wire["id"])

        side = reporter.side()

        assert numbers(side["articles"]) == (1, 1, 0)

    def test_folds_a_reprint_of_a_reprint(self, reporter: Reporter) -> None:
        wire = reporter.prints(by="Reuters")
        middle = reporter.prints(by="AP", root_article_id=wire["id"])
        last = reporter.prints(
            claim(official("official")), by="CNN", root_article_id=middle["id"]
        )
        other = reporter.prints(
            claim(official("official")), by="BBC", root_article_id=wire["id"]
        )

        side = reporter.side()

        assert totals(side) == (1, 1, 1)
        articles = side["explain"]["articles"]
        # The nearest to the first that there is: nothing in that one bears on the fact.
        assert articles["counted"][0]["article_id"] == other["id"]
        assert articles["folded"][0]["article_id"] == last["id"]

    def test_distinguishes_unnamed_sources_of_the_article(
        self, reporter: Reporter
    ) -> None:
        sources = [
            official("official"),
            official("official", ordinal=2),
            official("aide"),
            officials("official"),
        ]
        wire = reporter.prints(*map(claim, sources), by="Reuters")
        reporter.prints(
            *map(claim, [official("OFFICIAL"), *sources[1:], official("diplomat")]),
            root_article_id=wire["id"],
        )

        side = reporter.side(fold="reprint")

        assert totals(side) == (1, 5, 5)
        assert len(side["explain"]["voices"]["folded"]) == 4

    def test_does_not_fold_across_sides(self, reporter: Reporter) -> None:
        wire = reporter.prints(claim(official("official")), by="Reuters")
        reporter.prints(denial(official("official")), root_article_id=wire["id"])

        assert totals(reporter.side()) == (1, 1, 1)
        assert totals(reporter.side("against")) == (1, 1, 1)
        assert reporter.side("against")["explain"]["voices"]["folded"] == []

    def test_folds_its_outlet_into_the_outlet_of_the_original(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(claim(outlet("Reuters")), by="Reuters")
        reporter.prints(claim(outlet("CNN")), by="CNN", root_article_id=wire["id"])
        reporter.prints(claim(outlet("BBC")), by="BBC", root_article_id=wire["id"])

        side = reporter.side()

        assert totals(side) == (1, 1, 1)
        assert folds(side["explain"]["voices"]) == {
            ("CNN", "Reuters", "reprint"),
            ("BBC", "Reuters", "reprint"),
        }
        assert totals(reporter.side(fold="none")) == (3, 3, 3)

    def test_still_counts_its_outlet_for_other_articles(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(claim(outlet("Reuters")), by="Reuters")
        reporter.prints(claim(outlet("CNN")), root_article_id=wire["id"])
        reporter.prints(claim(outlet("CNN")))

        side = reporter.side()

        voices = side["explain"]["voices"]
        assert names(voices["counted"]) == ["Reuters", "CNN"]
        assert folds(voices) == {("CNN", "Reuters", "reprint")}
        assert [len(one["claim_ids"]) for one in voices["counted"]] == [1, 1]

    def test_folds_into_the_first_reprint_if_the_original_has_no_claim(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(by="Reuters")
        for name in ("CNN", "BBC", "CBS"):
            reporter.prints(claim(outlet(name)), by=name, root_article_id=wire["id"])
        reporter.prints(claim(outlet("BBC")), by="BBC")

        voices = reporter.side()["explain"]["voices"]

        assert set(names(voices["counted"])) == {"CNN", "BBC"}
        assert folds(voices) == {("BBC", "CNN", "reprint"), ("CBS", "CNN", "reprint")}

    def test_folds_into_the_outlet_of_the_original_if_it_is_quoted_elsewhere(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(by="Reuters")
        reporter.prints(claim(outlet("CNN")), root_article_id=wire["id"])
        reporter.prints(claim(outlet("Reuters")), by="BBC")

        voices = reporter.side()["explain"]["voices"]

        assert names(voices["counted"]) == ["Reuters"]
        assert folds(voices) == {("CNN", "Reuters", "reprint")}

    def test_does_not_fold_an_outlet_that_reprints_itself(
        self, reporter: Reporter
    ) -> None:
        first = reporter.prints(claim(outlet("CNN")))
        reporter.prints(claim(outlet("CNN")), root_article_id=first["id"], on=22)

        voices = reporter.side()["explain"]["voices"]

        assert names(voices["counted"]) == ["CNN"]
        assert voices["folded"] == []

    def test_folds_other_outlets_into_one_that_reprints_itself(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(by="Reuters")
        for name in ("CNN", "Reuters"):
            reporter.prints(claim(outlet(name)), by=name, root_article_id=wire["id"])

        voices = reporter.side()["explain"]["voices"]

        assert names(voices["counted"]) == ["Reuters"]
        assert folds(voices) == {("CNN", "Reuters", "reprint")}

    def test_counts_an_outlet_that_reprints_its_member_once(
        self, reporter: Reporter
    ) -> None:
        """A newspaper is a member of the agency that reprints it."""
        agency = reporter.post("sources", outlet("AP"))
        ties = [{"organisation_id": agency["id"], "relation": "member_of"}]
        reporter.post("sources", outlet("The Herald") | {"affiliations": ties})
        local = reporter.prints(claim(outlet("The Herald")), by="The Herald")
        reporter.prints(claim(outlet("AP")), by="AP", root_article_id=local["id"])
        reporter.prints(claim(outlet("AP")), by="AP")

        voices = reporter.side()["explain"]["voices"]

        assert names(voices["counted"]) == ["AP"]
        assert len(voices["counted"][0]["claim_ids"]) == 2
        assert folds(voices) == {("The Herald", "AP", "member_of")}

    def test_does_not_fold_an_article_that_is_no_longer_a_reprint(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        wire = reporter.prints(claim(official("official")), by="Reuters")
        copy = reporter.prints(claim(official("official")), root_article_id=wire["id"])

        client.patch(
            f"{API}/articles/{copy['id']}",
            json={"root_article_id": None},
            headers=if_match(copy),
        ).raise_for_status()

        assert totals(reporter.side()) == (2, 2, 2)


class TestMemberOf:
    @pytest.fixture
    def states(self, reporter: Reporter) -> dict[str, int]:
        """Two states in NATO, which is in an alliance itself, and a third state."""
        alliance = reporter.post("sources", named("Alliance", "group"))
        member = {"organisation_id": alliance["id"], "relation": "member_of"}
        nato = reporter.post("sources", named("NATO") | {"affiliations": [member]})
        ids = {"Alliance": alliance["id"], "NATO": nato["id"]}
        for name in ("United States", "Germany"):
            ties = {"affiliations": [tie("NATO", "member_of")]}
            ids[name] = reporter.post("sources", named(name) | ties)["id"]
        ties = {"affiliations": [tie("NATO", "represents"), tie("NATO", "part_of")]}
        ids["Russia"] = reporter.post("sources", named("Russia") | ties)["id"]
        return ids

    def test_folds_a_member_into_its_organisation(
        self, reporter: Reporter, states: dict[str, int]
    ) -> None:
        reporter.prints(claim([states["United States"], states["NATO"]]))

        side = reporter.side()

        assert totals(side) == (1, 1, 1)
        assert names(side["explain"]["origins"]["counted"]) == ["NATO"]
        assert folds(side["explain"]["origins"]) == {
            ("United States", "NATO", "member_of")
        }
        assert totals(reporter.side(fold="none")) == (1, 2, 2)
        assert totals(reporter.side(fold="reprint,group_in_article")) == (1, 2, 2)

    def test_folds_through_several_memberships(
        self, reporter: Reporter, states: dict[str, int]
    ) -> None:
        reporter.prints(
            *(claim(states[name]) for name in ("Germany", "NATO", "Alliance"))
        )

        origins = reporter.side()["explain"]["origins"]

        assert names(origins["counted"]) == ["Alliance"]
        assert folds(origins) == {
            ("Germany", "Alliance", "member_of"),
            ("NATO", "Alliance", "member_of"),
        }

    @pytest.mark.parametrize(
        "pair",
        [
            ("United States", "Germany"),  # what both are in does not speak
            ("United States", "Alliance"),
            ("NATO", "Russia"),
        ],
    )
    def test_does_not_fold_without_a_direct_membership(
        self, reporter: Reporter, states: dict[str, int], pair: tuple[str, str]
    ) -> None:
        reporter.prints(*(claim(states[name]) for name in pair))

        assert totals(reporter.side()) == (1, 2, 2)

    def test_folds_voices_and_origins_separately(
        self, reporter: Reporter, states: dict[str, int]
    ) -> None:
        reporter.prints(claim(states["United States"], states["Germany"]))
        reporter.prints(claim(states["NATO"], states["Russia"]))

        side = reporter.side()

        assert totals(side) == (2, 1, 2)

    def test_folds_into_the_named_source(
        self, reporter: Reporter, states: dict[str, int]
    ) -> None:
        member = official("member", affiliations=[tie("NATO", "member_of")])
        member["affiliations"].append(tie("Club", "works_for"))
        reporter.prints(claim(officials("hosts", "Club")), claim(member))
        reporter.prints(claim(states["NATO"]))

        side = reporter.side()

        assert numbers(side["voices"]) == numbers(side["origins"]) == (1, 1, 0)
        assert folds(side["explain"]["voices"]) == {
            ("hosts", "NATO", "group_in_article"),
            ("member", "NATO", "member_of"),
        }


class TestGroupInArticle:
    def test_folds_unnamed_people_of_the_same_organisation(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(
            claim(official("aide", "NATO")),
            claim(officials("NATO officials", "United States", "NATO")),
            claim(official("general", "NATO")),
        )

        side = reporter.side()

        assert totals(side) == (1, 1, 1)
        voices = side["explain"]["voices"]
        assert names(voices["counted"]) == ["NATO officials"]
        assert folds(voices) == {
            ("aide", "NATO officials", "group_in_article"),
            ("general", "NATO officials", "group_in_article"),
        }
        assert totals(reporter.side(fold="none")) == (1, 3, 3)
        assert totals(reporter.side(fold=["reprint", "member_of"])) == (1, 3, 3)

    @pytest.mark.parametrize(
        "relation", ["works_for", "represents", "member_of", "part_of"]
    )
    def test_accepts_any_relation_to_the_organisation(
        self, reporter: Reporter, relation: str
    ) -> None:
        envoys = officials("envoys", affiliations=[tie("NATO", relation)])
        reporter.prints(claim(official("aide", "NATO")), claim(envoys))

        assert totals(reporter.side()) == (1, 1, 1)

    @pytest.mark.parametrize(
        "sources",
        [
            [official("aide", "NATO"), official("general", "NATO")],  # no group
            [official("aide", "NATO"), officials("envoys", "Germany")],
            [official("aide", "NATO"), officials("envoys")],
            [official("aide"), officials("envoys")],
            [named("Anna", "person"), officials("envoys", "NATO")],
            [official("aide", "NATO"), named("NATO")],
        ],
    )
    def test_does_not_fold_other_sources(
        self, reporter: Reporter, sources: list[Any]
    ) -> None:
        reporter.prints(*map(claim, sources))

        assert totals(reporter.side()) == (1, 2, 2)

    def test_does_not_fold_people_because_of_an_unrelated_group(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(
            *map(claim, [official("aide", "NATO"), official("general", "NATO")]),
            claim(officials("envoys", "Germany")),
        )

        assert totals(reporter.side()) == (1, 3, 3)

    def test_does_not_fold_across_articles(self, reporter: Reporter) -> None:
        reporter.prints(claim(official("aide", "NATO")))
        reporter.prints(claim(officials("envoys", "NATO")))

        assert totals(reporter.side()) == (2, 2, 2)

    def test_folds_across_a_reprint_and_its_original(self, reporter: Reporter) -> None:
        wire = reporter.prints(claim(official("aide", "NATO")), by="Reuters")
        reporter.prints(claim(officials("envoys", "NATO")), root_article_id=wire["id"])

        assert totals(reporter.side()) == (1, 1, 1)
        assert totals(reporter.side(fold="group_in_article")) == (2, 2, 2)

    def test_folds_through_a_group_of_two_organisations(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(
            claim(official("aide", "NATO")),
            claim(officials("officials of both", "NATO", "United States")),
            claim(official("general", "United States")),
        )

        assert totals(reporter.side()) == (1, 1, 1)

    @pytest.mark.parametrize("name", ["the sources", "Sources", "both officials"])
    def test_folds_a_vague_group_into_another_unnamed_source(
        self, reporter: Reporter, name: str
    ) -> None:
        """ "The sources stressed": which ones, the article does not say."""
        reporter.prints(
            claim(official("aide", "NATO")),
            claim(official("rebel")),
            claim(officials(name)),
        )

        voices = reporter.side()["explain"]["voices"]

        assert names(voices["counted"]) == ["aide", "rebel"]
        assert folds(voices) == {(name, "aide", "group_in_article")}

    def test_folds_a_vague_group_into_a_group_rather_than_a_person(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(
            claim(official("aide")),
            claim(officials("the sources")),
            claim(officials("diplomats")),
        )

        voices = reporter.side()["explain"]["voices"]

        assert folds(voices) == {("the sources", "diplomats", "group_in_article")}

    def test_folds_vague_groups_into_one(self, reporter: Reporter) -> None:
        reporter.prints(claim(officials("the sources")), claim(officials("sources")))

        assert totals(reporter.side()) == (1, 1, 1)

    @pytest.mark.parametrize(
        "group",
        [
            officials("the sources", "Germany"),
            officials("the sources", ordinal=2),
            officials("other sources"),
            officials("two sources"),
            officials("the diplomats"),
            official("the sources"),
        ],
    )
    def test_does_not_fold_a_described_group(
        self, reporter: Reporter, group: Json
    ) -> None:
        reporter.prints(claim(official("aide", "NATO")), claim(group))

        assert totals(reporter.side()) == (1, 2, 2)

    def test_does_not_fold_a_vague_group_without_other_unnamed_sources(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(claim(officials("the sources")), claim(named("NATO")))
        reporter.prints(claim(official("aide")))

        assert totals(reporter.side()) == (2, 3, 3)
