import re

import pytest

from tests.api.cli.running import Onrecord, change

WIDTH = 80
OFFICIAL = "NATO military official"


def fits(out: str) -> bool:
    return max(map(len, out.splitlines())) <= WIDTH


class TestSources:
    def test_it_lists_named_and_unnamed_sources(self, filled: Onrecord) -> None:
        ran = filled("sources", "--sort", "name")

        assert (ran.status, ran.err) == (0, "")
        assert "CNN" in ran.out
        assert f"{OFFICIAL} ·" in ran.out
        assert fits(ran.out)

    def test_it_filters_like_the_api(self, filled: Onrecord) -> None:
        found = filled.json(
            *("sources", "--q", "OFFICIAL nato", "--kind", "anonymous_person"),
            *("--kind", "anonymous_group", "--sector", "military", "--article", "1"),
        )

        assert [one["name"] for one in found["data"]] == [OFFICIAL]

    def test_it_reports_that_there_are_more(self, onrecord: Onrecord) -> None:
        few = onrecord("sources", "--limit", "2")
        all_of_them = onrecord("sources", "--limit", "1000")

        assert few.err == "There are more: --limit shows up to 1,000.\n"
        assert all_of_them.err == ""
        assert onrecord("sources", "--limit", "2", "--json").json["more"] is True

    def test_it_reports_an_empty_list(self, onrecord: Onrecord) -> None:
        assert onrecord("sources", "--q", "nobody").out == "There are none.\n"

    @pytest.mark.parametrize(
        "options",
        [
            ("--kind", "robot"),
            ("--country", "Belarus"),
            ("--sort", "age"),
            ("--limit", "0"),
            ("--limit", "1001"),
            ("--article", "first"),
            ("--q", " "),
        ],
    )
    def test_it_refuses_invalid_options(
        self, onrecord: Onrecord, options: tuple[str, str]
    ) -> None:
        ran = onrecord("sources", *options)

        assert (ran.status, ran.out) == (2, "")
        assert options[0] in ran.err


class TestClaims:
    def test_it_lists_claims_of_a_source_by_its_name(self, filled: Onrecord) -> None:
        ran = filled("claims", "--source", OFFICIAL.upper())

        assert (ran.status, ran.err) == (0, "")
        assert re.match(rf"#(\d+) {OFFICIAL} · CNN 2022-03-22 · #\1, ", ran.out)
        assert "“Anything would help”" in ran.out
        assert fits(ran.out)

    @pytest.mark.parametrize("written", ["{}", "#{}"])
    def test_it_lists_claims_of_a_source_by_its_id(
        self, filled: Onrecord, written: str
    ) -> None:
        by_name = filled.json("claims", "--source", OFFICIAL)
        (source,) = by_name["sources"]
        by_id = filled.json("claims", "--source", written.format(source["id"]))

        assert by_id == by_name

    def test_it_accepts_other_names_of_a_source(self, filled: Onrecord) -> None:
        found = filled.json("claims", "--source", "the Pentagon")

        assert [one["name"] for one in found["sources"]] == ["US Department of Defense"]

    def test_it_distinguishes_sources_with_the_same_name(
        self, onrecord: Onrecord
    ) -> None:
        change(onrecord, f"UPDATE source SET folded = 'nato' WHERE name = '{OFFICIAL}'")

        ran = onrecord("claims", "--source", "NATO")

        assert re.match(
            rf"#\d+ NATO, organisation\n#(\d+) {OFFICIAL} · CNN 2022-03-22 · #\1, ",
            ran.out,
        )

    def test_it_filters_and_sorts_like_the_api(self, filled: Onrecord) -> None:
        spoken = filled.json(
            *("claims", "--source", "NATO", "--role", "speaker"),
            *("--act", "assertion", "--act", "opinion", "--tag", "belarus"),
        )
        anywhere = filled.json("claims", "--source", "NATO", "--sort", "position")

        assert spoken["data"] == []
        assert anywhere["data"]
        starts = [one["id"] for one in anywhere["data"]]
        assert starts == sorted(starts)

    def test_it_shows_the_chain_of_attribution(self, onrecord: Onrecord) -> None:
        ran = onrecord("claims", "--source", "NATO", "--role", "origin")

        assert "← NATO" in " ".join(ran.out.split())

    def test_it_shows_drafts_only_if_requested(self, onrecord: Onrecord) -> None:
        is_draft = "CASE act WHEN 'opinion' THEN 'draft' ELSE 'reviewed' END"
        change(onrecord, f"UPDATE claim SET review = {is_draft}")

        shown = onrecord.json("claims", "--source", OFFICIAL)
        drafts = onrecord.json("claims", "--review", "draft")

        assert "opinion" not in [one["act"] for one in shown["data"]]
        assert {one["act"] for one in drafts["data"]} == {"opinion"}

    def test_it_escapes_control_characters_of_texts(self, onrecord: Onrecord) -> None:
        change(onrecord, "UPDATE claim SET text = '[red]\x1b[31mrain\u202enoit[/red]'")

        ran = onrecord("claims", "--limit", "1")

        assert "[red]�[31mrain�noit[/red]" in ran.out

    def test_it_reports_an_unknown_source(self, onrecord: Onrecord) -> None:
        ran = onrecord("claims", "--source", "nobody")

        assert (ran.status, ran.out) == (1, "")
        assert "“nobody”: search for a part of it with `onrecord sources" in ran.err

    @pytest.mark.parametrize(
        "options",
        [
            ("--act", "shout"),
            ("--sort", "age"),
            ("--role", "listener"),
            ("--review", "none"),
            ("--limit", "none"),
            ("--source", ""),
            ("--source", "caf\udce9"),
        ],
    )
    def test_it_refuses_invalid_options(
        self, onrecord: Onrecord, options: tuple[str, str]
    ) -> None:
        ran = onrecord("claims", *options)

        assert (ran.status, ran.out) == (2, "")
        assert options[0] in ran.err
