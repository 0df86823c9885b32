import json
import re
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from db.derived.corroboration import Caution
from db.derived.deduplication import FOLDS, VAGUE
from db.derived.sides import SIDES
from db.derived.timeline import Mark
from db.models.stance import StanceValue
from tests.api.bodies import API, LARGEST_ID, if_match, the_error
from tests.api.conftest import CountingReader
from tests.api.reports import (
    RAIN,
    Reporter,
    claim,
    denial,
    named,
    names,
    numbers,
    official,
    officials,
    outlet,
)
from tests.conftest import ROOT

EVERY_FOLD = ["reprint", "member_of", "group_in_article", "same_relay"]


@pytest.fixture
def reporter(client: TestClient) -> Reporter:
    return Reporter(client)


def get(client: TestClient, path: str) -> Any:
    return client.get(f"{API}/facts/{path}")


class TestReadCorroboration:
    def test_shows_every_side_of_a_fact_without_claims(
        self, reporter: Reporter
    ) -> None:
        fact = reporter.post("facts", RAIN)

        answer = reporter.asks("corroboration")

        nothing = {"total": 0, "named": 0, "unnamed": 0, "unresolved": 0}
        empty = {
            "articles": nothing,
            "claims": nothing | {"unattributed": 0},
            "voices": nothing,
            "origins": nothing,
            "named_origins_via_unnamed": 0,
            "warnings": [],
            "retracted": [],
            "in_retracted_articles": [],
            "explain": None,
        }
        assert answer == {
            "fact_id": fact["id"],
            "fact": {"id": fact["id"]} | RAIN,
            "as_of": None,
            "fold": EVERY_FOLD,
            "sides": [
                {"side": side, "stances": dict.fromkeys(stances, 0)} | empty
                for side, stances in [
                    ("for", ["supports", "hedges_for"]),
                    ("against", ["denies", "hedges_against"]),
                    ("no_evidence", ["no_evidence"]),
                    ("noncommittal", ["noncommittal"]),
                ]
            ],
            "next_cursor": None,
            "hidden": {"drafts": 0},
        }

    def test_counts_each_stance_on_its_side(self, reporter: Reporter) -> None:
        given = {
            "supports": 3,
            "hedges_for": 1,
            "denies": 2,
            "hedges_against": 1,
            "no_evidence": 2,
            "noncommittal": 1,
        }
        reporter.prints(
            *(
                claim(official(f"{stance} {number}"), stance=stance)
                for stance, times in given.items()
                for number in range(times)
            )
        )

        sides = reporter.asks("corroboration")["sides"]

        found = [side["stances"] for side in sides]
        assert {stance: n for side in found for stance, n in side.items()} == given
        totals = [
            [
                side[part]["total"]
                for part in ("claims", "voices", "origins", "articles")
            ]
            for side in sides
        ]
        assert totals == [[4, 4, 4, 1], [3, 3, 3, 1], [2, 2, 2, 1], [1, 1, 1, 1]]

    def test_distinguishes_voices_and_origins(self, reporter: Reporter) -> None:
        nato = named("NATO")
        reporter.prints(
            claim(named("Jens Stoltenberg", "person"), nato),
            claim(named("Mark Rutte", "person"), named("Hans", "person"), nato),
        )

        side = reporter.side()

        voices, origins = side["explain"]["voices"], side["explain"]["origins"]
        assert names(voices["counted"]) == ["Jens Stoltenberg", "Mark Rutte"]
        assert names(origins["counted"]) == ["NATO"]
        assert len(origins["counted"][0]["claim_ids"]) == 2
        assert side["warnings"] == ["single_origin"]

    def test_counts_the_same_source_once(self, reporter: Reporter) -> None:
        cnn = official("official")
        reporter.prints(claim(cnn), claim(cnn), claim(named("NATO")))
        reporter.prints(claim(named("NATO")), claim(cnn), by="BBC")

        side = reporter.side()

        assert numbers(side["claims"]) == (5, 2, 3)
        assert numbers(side["voices"]) == (3, 1, 2)
        assert numbers(side["origins"]) == (3, 1, 2)
        assert numbers(side["articles"]) == (2, 2, 0)
        assert side["explain"]["origins"]["folded"] == []

    def test_a_joint_claim_has_several_origins(self, reporter: Reporter) -> None:
        reporter.prints(claim([named("Russia"), named("Belarus")]))

        side = reporter.side()

        assert numbers(side["claims"]) == (1, 1, 0)
        assert numbers(side["voices"]) == numbers(side["origins"]) == (2, 2, 0)
        assert side["warnings"] == []

    def test_counts_unattributed_claims_separately(self, reporter: Reporter) -> None:
        article = reporter.prints(claim(), claim())

        side = reporter.side()

        assert side["claims"] == {
            "total": 2,
            "named": 0,
            "unnamed": 0,
            "unresolved": 0,
            "unattributed": 2,
        }
        assert numbers(side["articles"]) == (1, 0, 1)
        assert numbers(side["origins"]) == (0, 0, 0)
        assert side["warnings"] == []
        (counted,) = side["explain"]["articles"]["counted"]
        assert counted["article_id"] == counted["article"]["id"] == article["id"]
        assert counted["claim_ids"] == side["explain"]["unattributed"]

    def test_leaves_out_unreviewed_and_withdrawn_claims(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        reporter.prints(
            claim(official("first"), review="disputed"),
            claim(official("second"), review="draft"),
            claim(official("third"), review="rejected"),
            claim(official("fourth")),
        )
        fact_id = reporter.asks("corroboration")["fact_id"]
        for row in client.get(f"{API}/claims?fact={fact_id}").json()["data"]:
            if row["speakers"][0]["name"] == "fourth":
                path = f"{API}/claims/{row['id']}"
                client.delete(path, headers=if_match(row)).raise_for_status()

        side = reporter.side()

        assert names(side["explain"]["voices"]["counted"]) == ["first"]
        assert side["claims"]["total"] == 1

    def test_leaves_out_replaced_stances(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        reporter.prints(claim(named("NATO")))
        (row,) = client.get(f"{API}/claims?stance=supports").json()["data"]
        fact_id = reporter.asks("corroboration")["fact_id"]
        path = f"{API}/claims/{row['id']}/stances/{fact_id}"

        client.put(
            f"{path}?reason=misread", json={"stance": "denies"}
        ).raise_for_status()

        assert reporter.side()["claims"]["total"] == 0
        assert reporter.side("against")["claims"]["total"] == 1

    def test_counts_claims_on_merged_facts(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        snow = reporter.post("facts", {"slug": "snow", "statement": "It snows."})
        stance = [{"fact": "snow", "stance": "supports"}]
        reporter.prints(claim(named("NATO")), claim(named("G7"), stances=stance))
        survivor = reporter.asks("corroboration")["fact_id"]

        merged = client.post(
            f"{API}/facts/{snow['id']}/merge?reason=the+same",
            json={"merged_into_id": survivor},
            headers=if_match(snow),
        )

        assert merged.status_code == 200, merged.text
        assert numbers(reporter.side()["origins"]) == (2, 2, 0)
        answer = client.get(f"{API}/facts/snow/corroboration", follow_redirects=False)
        assert answer.status_code == 308

    def test_returns_304_until_a_claim_on_the_fact_is_added(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        reporter.prints(claim(named("NATO")))
        etag = get(client, "rain/corroboration").headers["etag"]
        known = {"if-none-match": etag}
        path = f"{API}/facts/rain/corroboration"

        before = client.get(path, headers=known).status_code
        reporter.prints(claim(named("G7")))
        after = client.get(path, headers=known).status_code

        assert (before, after) == (304, 200)

    @pytest.mark.parametrize("key", ["sun", LARGEST_ID, "1e5"])
    def test_returns_404_for_an_unknown_fact(
        self, client: TestClient, key: str
    ) -> None:
        assert get(client, f"{key}/corroboration").status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            "fold=reprints",
            "fold=none,reprint",
            "fold=none&fold=member_of",
            "fold=",
            "explain=yes",
            "as_of=2999-01-01",
            "as_of=soon",
            "as_of_kind=record",
            "limit=0",
            "cursor=WyI4ZjM0Il0",
            "fields=sides",
        ],
    )
    def test_returns_422_for_invalid_parameters(
        self, client: TestClient, reporter: Reporter, query: str
    ) -> None:
        reporter.post("facts", RAIN)

        answer = get(client, f"rain/corroboration?{query}")

        assert answer.status_code == 422
        named = {"as_of_kind": "as_of"}  # the missing parameter
        asked = query.partition("=")[0]
        assert the_error(answer)["parameter"] in {"?", named.get(asked, asked)}

    def test_takes_as_many_reads_for_many_claims_as_for_one(
        self, client: TestClient, reader: CountingReader, reporter: Reporter
    ) -> None:
        root = reporter.prints(claim(official("official", "NATO")))
        reporter.prints(claim(named("NATO")), root_article_id=root["id"])
        paths = ["/facts/rain/corroboration", "/facts/rain/timeline"]
        few = reader.counts(client, *paths)

        for number in range(20):
            reporter.prints(
                claim(official("official", f"Ministry {number}"), named("NATO")),
                claim(officials("officials"), outlet("CNN")),
                root_article_id=root["id"],
                by=f"Outlet {number}",
            )

        assert reader.counts(client, *paths) == few
        assert max(few) <= 8


class TestNamedOrigins:
    """An origin is known by its name if a chain of named steps leads to it."""

    def test_an_origin_after_only_named_steps_is_named(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(claim(named("Jens Stoltenberg", "person"), named("NATO")))

        side = reporter.side()

        assert numbers(side["origins"]) == (1, 1, 0)
        assert side["named_origins_via_unnamed"] == 0
        assert side["warnings"] == ["single_origin"]

    def test_an_origin_after_an_unnamed_step_is_not_named(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(
            claim(official("official"), named("NATO")),
            claim(named("Anna", "person"), officials("aides"), named("Germany")),
        )

        side = reporter.side()

        assert numbers(side["claims"]) == (2, 0, 2)
        assert numbers(side["voices"]) == (2, 1, 1)
        assert numbers(side["origins"]) == (2, 0, 0)
        assert side["named_origins_via_unnamed"] == 2
        assert side["warnings"] == ["unnamed_only"]

    def test_one_named_chain_of_several_is_enough(self, reporter: Reporter) -> None:
        reporter.prints(claim(official("official"), named("NATO")))
        reporter.prints(claim(named("NATO")), by="BBC")

        side = reporter.side()

        assert numbers(side["origins"]) == (1, 1, 0)
        assert numbers(side["articles"]) == (2, 1, 1)

    def test_ignores_chains_of_other_sides(self, reporter: Reporter) -> None:
        reporter.prints(claim(official("official"), named("NATO")))
        reporter.prints(denial(named("NATO")))

        assert reporter.side()["named_origins_via_unnamed"] == 1
        assert numbers(reporter.side("against")["origins"]) == (1, 1, 0)

    def test_an_origin_after_a_joint_unnamed_step_is_not_named(
        self, reporter: Reporter
    ) -> None:
        """Every step counts, including one of an unnamed source after a named one."""
        anna = named("Anna", "person")
        reporter.prints(claim([anna, official("aide")], named("NATO")))

        side = reporter.side()

        assert numbers(side["voices"]) == (2, 1, 1)
        assert side["named_origins_via_unnamed"] == 1

    @pytest.mark.parametrize("kind", ["anonymous_person", "anonymous_group"])
    def test_unnamed_sources_are_not_named_origins(
        self, reporter: Reporter, kind: str
    ) -> None:
        reporter.prints(claim(official("they", kind=kind)))

        side = reporter.side()

        assert numbers(side["voices"]) == numbers(side["origins"]) == (1, 0, 1)
        assert side["warnings"] == ["single_origin", "unnamed_only"]


class TestAsOf:
    def test_counts_claims_certainly_published_by_as_of(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(claim(named("NATO")), on=21)
        reporter.prints(claim(named("G7")), on=23)

        def origins(as_of: str) -> list[str]:
            return names(reporter.side(as_of=as_of)["explain"]["origins"]["counted"])

        assert origins("2022-03-20") == []
        assert origins("2022-03-21T12:00:00Z") == []
        assert origins("2022-03-21") == ["NATO"]
        assert origins("2022-03-22") == ["NATO"]
        assert origins("2022-03-23") == ["NATO", "G7"]

    def test_folds_only_articles_published_by_as_of(self, reporter: Reporter) -> None:
        root = reporter.prints(claim(named("NATO")), on=21, by="Reuters")
        reporter.prints(claim(named("NATO")), on=22, root_article_id=root["id"])

        assert reporter.side(as_of="2022-03-21")["explain"]["articles"]["folded"] == []
        assert reporter.side(as_of="2022-03-22")["articles"]["total"] == 1

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("2022-03-21", "2022-03-21T23:59:59.999999Z"),
            ("2022-03-21T10:00:00+02:00", "2022-03-21T08:00:00Z"),
        ],
    )
    def test_is_returned_as_an_instant_in_utc(
        self, reporter: Reporter, asked: str, shown: str
    ) -> None:
        reporter.post("facts", RAIN)

        for view in ("corroboration", "timeline"):
            assert reporter.asks(view, as_of=asked)["as_of"] == shown


class TestDocumentation:
    PAGE = (ROOT / "docs" / "corroboration.md").read_text("utf-8")

    def test_shows_the_response_of_the_example(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        sent, shown = re.findall(r"```json\n(.+?)```", self.PAGE, re.DOTALL)

        reporter.post("articles", json.loads(sent))

        answer = get(client, "dam-holds/corroboration").json()
        assert answer["sides"][0] == json.loads(shown)

    def test_describes_each_side_rule_warning_and_mark(self) -> None:
        tabled = re.findall(r"^\| `(\w+)` \|", self.PAGE, re.MULTILINE)
        warnings = get_args(Caution)

        assert [*SIDES] == tabled[:4]
        assert tabled[-4:] == [*FOLDS]
        for word in (*warnings, *get_args(Mark), *get_args(StanceValue)):
            assert f"`{word}`" in self.PAGE

    def test_names_all_vague_groups(self) -> None:
        paragraph = self.PAGE.partition('**"The sources stressed".**')[2]
        sentence = paragraph.partition("is treated as")[0]

        who, before = sentence.split("with or without")
        heads, words = (re.findall(r"`([\w ]+)`", part) for part in (who, before))
        assert {
            f"{word} {head}".strip() for word in ["", *words] for head in heads
        } == (VAGUE)
