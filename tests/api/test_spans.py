from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, if_match, said_by, the_error, unnamed
from tests.api.conftest import Make

pytestmark = pytest.mark.portable

CLAIMS = f"{API}/claims"
Spans = Callable[..., Any]  # sends spans, and returns the stored ones
TEXT = (
    "Officials said on Monday that it may rain. It may rain, they said, "
    "and it will not snow."
)
TWICE = "may rain"
FIRST = TEXT.index(TWICE)
SECOND = TEXT.index(TWICE, FIRST + 1)


def content(**values: Any) -> Json:
    return {"part": "content"} | values


@pytest.fixture
def in_text(client: TestClient, make_article: Make, source: Json) -> Spans:
    """Post a claim with spans in an article of a text of its own."""

    def post(*spans: Json, text: str | None = TEXT, **values: Any) -> Any:
        article = make_article(**({} if text is None else {"text": text}))
        chain = said_by(source["id"])
        body = claim_in(article["id"], chain, spans=list(spans))
        return client.post(CLAIMS, json=body | values)

    return post


@pytest.fixture
def keep(in_text: Spans) -> Spans:
    """Return the stored spans for the sent ones."""

    def kept(*spans: Json, **values: Any) -> Any:
        answer = in_text(*spans, **values)
        assert answer.status_code == 201, answer.text
        return answer.json()["spans"]

    return kept


@pytest.fixture
def refused(in_text: Spans) -> Spans:
    """Return the error that spans are answered with."""

    def error(*spans: Json, **values: Any) -> Any:
        answer = in_text(*spans, **values)
        assert answer.status_code == 422, answer.text
        return the_error(answer)

    return error


def places(spans: list[Json]) -> list[tuple[int, int]]:
    return [(span["start"], span["end"]) for span in spans]


class TestLocate:
    @pytest.mark.parametrize(
        "selector",
        [
            {"start": SECOND, "end": SECOND + 8},
            {"start": SECOND, "end": SECOND + 8, "exact": TWICE},
            {"exact": TWICE, "prefix": "It "},
            {"exact": TWICE, "suffix": ", they"},
            {"exact": TWICE, "prefix": ". It ", "suffix": ","},
            {"exact": TWICE, "prefix": TEXT[:SECOND]},
            {"start": SECOND, "end": SECOND + 8, "exact": TWICE, "suffix": ","},
            {"start": SECOND, "end": SECOND + 8, "prefix": "It "},
        ],
    )
    def test_finds_words_by_offsets_by_text_and_by_both(
        self, keep: Spans, selector: Json
    ) -> None:
        spans = keep(content(**selector))

        assert spans == [
            {
                "part": "content",
                "position": None,
                "seq": 1,
                "start": SECOND,
                "end": SECOND + 8,
                "exact": TWICE,
                "prefix": TEXT[SECOND - 32 : SECOND],
                "suffix": TEXT[SECOND + 8 : SECOND + 40],
                "anchor": "exact",
            }
        ]

    def test_accepts_the_whole_text(self, keep: Spans) -> None:
        (span,) = keep(content(exact=TEXT))

        assert (span["start"], span["end"]) == (0, len(TEXT))
        assert span["prefix"] == span["suffix"] == ""

    @pytest.mark.parametrize("also", [{}, {"prefix": "it "}, {"suffix": "."}])
    def test_lists_the_places_of_words_that_occur_several_times(
        self, refused: Spans, also: Json
    ) -> None:
        text = "it may rain. it may rain. may rain"

        error = refused(content(exact=TWICE, **also), text=text)

        assert (error["pointer"], error["code"]) == ("/spans/0/exact", "ambiguous")
        assert error["candidates"][:2] == [
            {"start": 3, "end": 11, "prefix": "it ", "suffix": text[11:]},
            {"start": 16, "end": 24, "prefix": text[:16], "suffix": text[24:]},
        ]
        assert len(error["candidates"]) == (2 if also else 3)

    def test_lists_places_that_overlap(self, refused: Spans) -> None:
        error = refused(content(exact="aa"), text="aaa")

        assert places(error["candidates"]) == [(0, 2), (1, 3)]

    def test_lists_no_more_than_twenty_places(self, refused: Spans) -> None:
        error = refused(content(exact="ha"), text="ha" * 1000)

        assert places(error["candidates"]) == [(n, n + 2) for n in range(0, 40, 2)]

    @pytest.mark.parametrize(
        ("selector", "pointer", "code", "candidates"),
        [
            ({"exact": "hail"}, "exact", "not_found", []),
            ({"exact": "May rain"}, "exact", "ambiguous", [FIRST, SECOND]),
            ({"exact": "may rein"}, "exact", "not_found", [FIRST, SECOND]),
            ({"exact": " "}, "exact", "ambiguous", None),
            (
                {"exact": TWICE, "prefix": "they "},
                "prefix",
                "mismatch",
                [FIRST, SECOND],
            ),
            (
                {"exact": TWICE, "suffix": " on"},
                "suffix",
                "mismatch",
                [FIRST, SECOND],
            ),
            (
                {"exact": TWICE, "start": 0, "end": 8},
                "exact",
                "mismatch",
                [FIRST, SECOND],
            ),
            (
                {"exact": TWICE, "start": FIRST, "end": FIRST + 7},
                "exact",
                "mismatch",
                [FIRST, SECOND],
            ),
            (
                {"start": FIRST, "end": FIRST + 8, "prefix": "we "},
                "prefix",
                "mismatch",
                [],
            ),
            (
                {"start": FIRST, "end": FIRST + 8, "suffix": "!"},
                "suffix",
                "mismatch",
                [],
            ),
            ({"start": 0, "end": len(TEXT) + 1}, "end", "out_of_range", []),
            ({"start": len(TEXT), "end": len(TEXT) + 1}, "end", "out_of_range", []),
            ({"start": 5, "end": 5}, "", "value_error", []),
            ({"start": 5, "end": 4}, "", "value_error", []),
            ({"start": 5}, "", "value_error", []),
            ({"end": 5, "exact": "Offic"}, "", "value_error", []),
            ({"prefix": "It "}, "", "value_error", []),
            ({}, "", "value_error", []),
            ({"start": -1, "end": 5}, "start", "greater_than_equal", []),
            ({"start": "0", "end": 5}, "start", "int_type", []),
            ({"start": 0, "end": 10**20}, "end", "less_than_equal", []),
            ({"exact": ""}, "exact", "too_short", []),
            ({"exact": "Officials", "anchor": "exact"}, "anchor", None, []),
        ],
    )
    def test_reports_words_that_do_not_match(
        self,
        refused: Spans,
        selector: Json,
        pointer: str,
        code: str | None,
        candidates: list[int] | None,
    ) -> None:
        good = content(exact="Officials")

        error = refused(good, content(**selector))

        assert error["pointer"] == "/".join(["/spans/1", *filter(None, [pointer])])
        assert error["code"] == (code or "extra_forbidden")
        if candidates is not None:
            found = [place["start"] for place in error.get("candidates") or []]
            assert found == candidates

    def test_refuses_a_span_of_an_article_without_a_text(self, refused: Spans) -> None:
        error = refused(content(exact="Officials"), text=None)

        assert error["pointer"] == "/spans/0"


class TestCodePoints:
    @pytest.mark.parametrize(
        ("text", "exact", "place"),
        [
            ("🌧🌧 it rained 🌧", "it rained", (3, 12)),
            ("a 👩‍👩‍👧 said", "said", (8, 12)),
            ("قال المسؤول إنها أمطرت", "إنها أمطرت", (12, 22)),
            ("Он сказал: «Шёл дождь»", "Шёл дождь", (12, 21)),
            ("one\r\ntwo\rthree", "two", (4, 7)),
            ("one\r\ntwo\rthree", "two\r\nthree", (4, 13)),
            ("one\r\ntwo\rthree", "two\nthree", (4, 13)),
            ("Cafe\u0301 rained", "rained", (5, 11)),
            ("Cafe\u0301 rained", "Cafe\u0301", (0, 4)),
            ("Cafe\u0301 rained", "Caf\u00e9", (0, 4)),
            ("Caf\u00e9 rained", "Cafe\u0301", (0, 4)),
            ("q\u0323\u0307 rained", "q\u0307\u0323", (0, 3)),
            (" it rained\t\n", " it rained\t\n", (0, 12)),
            ("\ufeffit\u00a0rained", "it\u00a0rained", (1, 10)),
        ],
    )
    def test_offsets_count_code_points(
        self, keep: Spans, text: str, exact: str, place: tuple[int, int]
    ) -> None:
        start, end = place

        by_words = keep(content(exact=exact), text=text)
        by_offsets = keep(content(start=start, end=end), text=text)
        by_both = keep(content(start=start, end=end, exact=exact), text=text)

        assert places(by_words) == [place]
        assert by_offsets == by_words == by_both

    def test_the_context_is_limited_by_code_points(self, keep: Spans) -> None:
        text = f"{'🌧' * 40}it rained{'é' * 40}"

        (span,) = keep(content(exact="it rained"), text=text)

        assert (span["prefix"], span["suffix"]) == ("🌧" * 32, "é" * 32)

    def test_a_context_may_be_decomposed(self, keep: Spans) -> None:
        selector = content(exact="x", prefix="e\u0301\r\n")

        assert places(keep(selector, text="x \u00e9\nx")) == [(4, 5)]


class TestParts:
    def test_each_part_is_numbered_separately_in_the_order_sent(
        self, keep: Spans
    ) -> None:
        spans = keep(
            content(exact="will not snow"),
            {"part": "source", "exact": "Officials", "position": 1},
            content(exact="on Monday"),
            {"part": "cue", "exact": "they said"},
            {"part": "source", "exact": "they", "prefix": "rain, "},
        )

        found = [(s["part"], s["position"], s["seq"], s["exact"]) for s in spans]
        assert found == [
            ("content", None, 1, "will not snow"),
            ("source", 1, 1, "Officials"),
            ("content", None, 2, "on Monday"),
            ("cue", 1, 1, "they said"),
            ("source", 1, 2, "they"),
        ]

    @pytest.mark.parametrize(
        ("span", "pointer"),
        [
            ({"part": "content", "position": 1}, "/spans/0/position"),
            ({"part": "source"}, "/spans/0/position"),
            ({"part": "cue"}, "/spans/0/position"),
            ({"part": "source", "position": 3}, "/spans/0/position"),
            ({"part": "cue", "position": 0}, "/spans/0/position"),
            ({"part": "verb"}, "/spans/0/part"),
            ({"part": None}, "/spans/0/part"),
        ],
    )
    def test_require_a_position_of_the_chain(
        self, refused: Spans, source: Json, span: Json, pointer: str
    ) -> None:
        relaying = unnamed("official") | {"relation": "relays"}
        chain = [relaying, said_by(source["id"])[0] | {"position": 2}]

        error = refused(span | {"exact": "Officials"}, attribution=chain)

        assert error["pointer"] == pointer

    @pytest.mark.parametrize(("part", "status"), [("source", 422), ("cue", 201)])
    def test_of_an_unattributed_claim_are_cues_only(
        self, in_text: Spans, part: str, status: int
    ) -> None:
        span = {"part": part, "exact": "Officials"}

        answer = in_text(span, form="unattributed", attribution=[])

        assert answer.status_code == status

    def test_a_patch_that_removes_the_step_of_a_span_is_refused(
        self, client: TestClient, in_text: Spans, source: Json
    ) -> None:
        relaying = unnamed("official") | {"relation": "relays"}
        chain = [relaying, said_by(source["id"])[0] | {"position": 2}]
        span = {"part": "source", "position": 2, "exact": "Officials"}
        claim = in_text(span, attribution=chain).json()

        answer = client.patch(
            f"{CLAIMS}/{claim['id']}",
            json={"attribution": said_by(source["id"])},
            headers=if_match(claim),
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/spans/0/position"


class TestRevisions:
    @pytest.fixture
    def article(self, client: TestClient, make_article: Make) -> Json:
        """An article whose second text begins with other words."""
        article = make_article(text="It rained.")
        path = f"{API}/articles/{article['id']}/revisions"
        second = client.post(path, json={"text": "Corrected: It rained."}).json()
        third = client.post(path, json={"text": "We withdraw this."}).json()
        article["revisions"] = [article["revision"], second, third]
        return article

    @pytest.mark.parametrize(("number", "start"), [(1, 0), (2, 11)])
    def test_a_claim_is_anchored_in_the_named_revision(
        self, make_claim: Make, article: Json, number: int, start: int
    ) -> None:
        revision = article["revisions"][number - 1]

        claim = make_claim(
            revision_id=revision["id"], spans=[content(exact="It rained")]
        )

        assert claim["revision"]["number"] == number
        assert claim["spans"][0]["start"] == start

    def test_the_newest_revision_is_the_default(
        self, client: TestClient, claim_body: Json, article: Json
    ) -> None:
        spans = [content(exact="withdraw"), content(exact="It rained")]

        body = claim_body | {"article_id": article["id"], "spans": spans}
        answer = client.post(CLAIMS, json=body)

        assert the_error(answer)["pointer"] == "/spans/1/exact"

    def test_a_revision_of_another_article_is_refused(
        self, client: TestClient, make_article: Make, claim_body: Json
    ) -> None:
        other = make_article(text="It rained.")["revision"]

        answer = client.post(CLAIMS, json=claim_body | {"revision_id": other["id"]})

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["pointer"], error["code"]) == ("/revision_id", "not_found")

    def test_changing_the_revision_moves_the_spans(
        self, client: TestClient, make_claim: Make, article: Json
    ) -> None:
        first, second, third = (one["id"] for one in article["revisions"])
        claim = make_claim(revision_id=first, spans=[content(exact="It rained")])
        path = f"{CLAIMS}/{claim['id']}"

        moved = client.patch(
            path, json={"revision_id": second}, headers=if_match(claim)
        )
        lost = client.patch(
            path, json={"revision_id": third}, headers=if_match(moved.json())
        )

        assert moved.status_code == 200, moved.text
        assert moved.json()["revision"]["number"] == 2
        assert places(moved.json()["spans"]) == [(11, 20)]
        assert lost.status_code == 422
        assert the_error(lost)["pointer"] == "/spans/0/exact"
        assert client.get(path).json()["revision_id"] == second

    def test_changing_the_revision_finds_words_in_another_context(
        self, client: TestClient, make_article: Make, claim_body: Json
    ) -> None:
        article = make_article(title="Two texts", text="On Monday it rained a lot.")
        path = f"{API}/articles/{article['id']}/revisions"
        second = client.post(path, json={"text": "On Tuesday it rained."}).json()
        body = claim_body | {
            "article_id": article["id"],
            "revision_id": article["revision"]["id"],
            "spans": [content(exact="it rained")],
        }
        claim = client.post(CLAIMS, json=body).json()

        answer = client.patch(
            f"{CLAIMS}/{claim['id']}",
            json={"revision_id": second["id"]},
            headers=if_match(claim),
        )

        (span,) = answer.json()["spans"]
        assert (span["start"], span["anchor"]) == (11, "moved")
        assert span["suffix"] == "."

    def test_revision_and_spans_can_change_together(
        self, client: TestClient, make_claim: Make, article: Json
    ) -> None:
        first, _, third = (one["id"] for one in article["revisions"])
        claim = make_claim(revision_id=first, spans=[content(exact="It rained")])

        answer = client.patch(
            f"{CLAIMS}/{claim['id']}",
            json={"revision_id": third, "spans": [content(exact="withdraw")]},
            headers=if_match(claim),
        )

        assert answer.json()["revision_id"] == third
        assert places(answer.json()["spans"]) == [(3, 11)]

    def test_later_revisions_do_not_move_a_claim(
        self, client: TestClient, make_claim: Make, article: Json
    ) -> None:
        first = article["revisions"][0]["id"]
        claim = make_claim(revision_id=first)

        answer = client.patch(
            f"{CLAIMS}/{claim['id']}",
            json={"spans": [content(start=0, end=9)]},
            headers=if_match(claim),
        )

        assert answer.json()["revision_id"] == first
        assert answer.json()["spans"][0]["exact"] == "It rained"
