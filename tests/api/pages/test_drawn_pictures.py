"""Places and numbers of marks in drawn pictures; no database is needed."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from xml.etree import ElementTree as ET

import pytest

from api.pages.pictures.bars import HIGH
from api.pages.pictures.chains import draw_chains
from api.pages.pictures.counted import MOST
from api.pages.pictures.fact_lanes import MOST_LANES
from api.pages.pictures.intervals import draw_track_record, draw_unnamed
from api.pages.pictures.marks import Bar, Glyph, Label, Line, Mark, Picture, Ring
from api.pages.pictures.months import draw_months
from api.pages.pictures.positions import draw_positions
from api.pages.pictures.scales import LEFT, RIGHT
from api.pages.pictures.sides import draw_sides
from api.pages.pictures.states import draw_states
from api.pages.pictures.svg import svg_of
from api.pages.pictures.timeline import draw_timeline
from tests.api.bodies import Json

HOSTILE = '"><script>alert(1)</script>&\u202eevil' + "x" * 500
SVG = "{http://www.w3.org/2000/svg}"
MANY = 10_000
MarkT = TypeVar("MarkT", bound=Mark)


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


def of(picture: Picture, kind: type[MarkT]) -> list[MarkT]:
    return [mark for mark in picture.marks if isinstance(mark, kind)]


def labels(picture: Picture) -> list[str]:
    return [label.text for label in of(picture, Label)]


def on(day: int, month: int = 3) -> str:
    return f"2022-{month:02}-{day:02}T00:00:00Z"


def held(claim_id: int, at: str, stance: str, *marks: str) -> Json:
    sign = {"supports": "+", "hedges_for": "+", "denies": "-"}.get(stance)
    return {
        "claim_id": claim_id,
        "at": at,
        "stance": stance,
        "sign": sign,
        "marks": list(marks),
    }


def by(name: str, *stances: Json, kind: str = "person") -> Json:
    return {
        "source": {"name": name, "label": name, "kind": kind},
        "stances": list(stances),
    }


def timeline(*sources: Json, **more: Any) -> Json:
    nothing: Json = {"unattributed": [], "assessments": [], "outcome": None}
    fact = {"fact": {"statement": "It rains."}}
    return fact | {"sources": list(sources)} | nothing | more


TURNED = by(
    "Anna",
    held(1, on(1), "supports"),
    held(2, on(31), "denies", "reversal"),
)
OFFICIAL = by("an official", held(3, on(16), "hedges_for"), kind="anonymous_person")


class TestTimeline:
    def test_has_a_symbol_for_each_stance_at_its_time(self) -> None:
        picture = draw_timeline(timeline(TURNED, OFFICIAL))

        shown = [(one.symbol, one.x) for one in of(picture, Glyph)]
        assert shown == [
            ("supports", LEFT),
            ("denies", RIGHT),
            ("turn", RIGHT),
            ("hedges_for", (LEFT + RIGHT) / 2),
        ]
        assert [one.ink for one in of(picture, Glyph)][:2] == ["for", "against"]
        assert picture.n == 3

    def test_joins_the_stances_of_a_named_source_by_lines(self) -> None:
        picture = draw_timeline(timeline(TURNED, OFFICIAL))

        lines = [one for one in of(picture, Line) if one.ink in {"for", "against"}]
        assert [(one.x1, one.x2, one.ink) for one in lines] == [
            (LEFT, RIGHT, "for"),
            (RIGHT, RIGHT, "against"),
        ]

    def test_shows_assessments_and_the_date_of_the_outcome(self) -> None:
        assessed = [{"as_of": on(16), "verdict": "mostly_true"}]
        outcome = {"known_at": on(31), "value": "yes"}

        picture = draw_timeline(timeline(TURNED, assessments=assessed, outcome=outcome))

        (diamond,) = (one for one in of(picture, Glyph) if one.symbol == "diamond")
        (known,) = (one for one in of(picture, Line) if one.ink == "accent")
        assert diamond.title == "mostly true, 16 Mar 2022"
        assert (known.x1, known.title) == (
            RIGHT,
            "The outcome was known: yes, 31 Mar 2022",
        )

    def test_puts_sources_beyond_the_maximum_into_one_lane(self) -> None:
        many = [by(f"S{n}", held(n, on(1), "denies")) for n in range(MOST_LANES + 3)]

        picture = draw_timeline(timeline(*many))

        assert "3 other sources" in labels(picture)
        assert picture.note == "3 other sources in one lane."
        assert len(of(picture, Glyph)) == MOST_LANES + 1

    def test_has_a_lane_for_unattributed_claims(self) -> None:
        picture = draw_timeline(timeline(unattributed=[held(1, on(1), "denies")]))

        assert labels(picture)[-1:] == ["nobody named"]
        assert picture.n == len(of(picture, Glyph)) == 1

    def test_groups_very_many_stances_into_few_marks(self) -> None:
        stances = [held(n, on(1 + n % 28), "denies") for n in range(MANY)]

        picture = draw_timeline(timeline(by("Anna", *stances)))

        assert picture.n == MANY
        assert len(picture.marks) < 100
        assert sum("claims, denies" in one.title for one in of(picture, Glyph)) == 28
        assert len(picture.rows) <= 60


class TestSides:
    def test_have_claims_for_above_the_axis_and_against_below(self) -> None:
        picture = draw_sides(timeline(TURNED, OFFICIAL))

        up, _, down = of(picture, Bar)
        assert (up.ink, up.y + up.height) == ("for", HIGH)
        assert (down.ink, down.y) == ("against", HIGH)
        assert picture.rows[0] == ("1 Mar 2022", 1, 0)
        assert len(picture.rows) == 31

    def test_count_a_claim_of_two_speakers_once(self) -> None:
        both = [by(name, held(1, on(1), "supports")) for name in ("Anna", "Bert")]

        assert draw_sides(timeline(*both)).n == 1


class TestMonths:
    def test_have_a_bar_for_each_month_and_none_for_empty_ones(self) -> None:
        rows = [{"time": on(1, month), "n": n} for month, n in ((1, 2), (3, 4))]

        picture = draw_months(rows)

        low, high = of(picture, Bar)
        assert low.height * 2 == high.height
        assert high.x - low.x == 2 * (low.width + 1)
        assert picture.rows == [("Jan 2022", 2), ("Feb 2022", 0), ("Mar 2022", 4)]
        assert (picture.n, picture.title) == (6, "Claims a month")

    def test_many_years_are_shown_by_year(self) -> None:
        rows = [
            {"time": f"{year}-{month:02}-01T00:00:00Z", "n": 1}
            for year in range(1200, 2030)
            for month in range(1, 13)
        ]

        picture = draw_months(rows)

        assert picture.title == "Claims a year"
        assert len(of(picture, Bar)) == MOST
        assert picture.note == "9,240 earlier ones are not shown."


class TestIntervals:
    def test_show_the_share_within_its_interval(self) -> None:
        row = {"series": "CNN", "unnamed": 5, "n": 10, "reason": None}

        picture = draw_unnamed([row | {"share": 0.5, "low": 0.25, "high": 0.75}])

        (ring,), bars = of(picture, Ring), of(picture, Line)
        (bar,) = (one for one in bars if one.ink == "bar")
        assert bar.x1 < ring.x < bar.x2
        assert ring.x - bar.x1 == bar.x2 - ring.x
        assert "5 of 10" in labels(picture)
        assert picture.rows == [("CNN", "50 %", "25 % to 75 %", "5 of 10")]

    def test_show_why_a_rate_is_not_measured(self) -> None:
        nothing = dict.fromkeys(("value", "low", "high"))
        rate = nothing | {"n": 3, "reason": "Only 3 were borne out."}
        body = {"source": {"name": "Anna"}, "rate": rate, "held": {"borne_out": 2}}

        picture = draw_track_record(body)

        assert "Not measured: Only 3 were borne out." in labels(picture)
        assert not of(picture, Ring)
        assert "not measured" in picture.description

    def test_show_only_the_first_of_very_many_rows(self) -> None:
        row = {"series": "A", "unnamed": 1, "n": 1, "reason": "few"}
        rows = [row | dict.fromkeys(("share", "low", "high"))] * MANY

        picture = draw_unnamed(rows)

        assert picture.note == "9,980 others are not shown."
        assert len(picture.marks) < 100


class TestChains:
    def test_connect_the_outlet_with_the_origins_of_claims(self) -> None:
        cnn = {"name": "CNN", "kind": "outlet"}

        picture = draw_chains(cnn, [chained("Anna"), chained("Anna", "Bert")])

        assert labels(picture) == ["CNN", "Anna", "Bert"]
        assert picture.rows == [("CNN", "Anna", 2), ("Anna", "Bert", 1)]
        assert len(of(picture, Line)) == 2
        columns = [one.x for one in of(picture, Label)]
        assert columns == sorted(columns)

    def test_show_unattributed_claims(self) -> None:
        picture = draw_chains(None, [chained()])

        assert labels(picture) == ["the article", "nobody named"]

    def test_group_rare_sources(self) -> None:
        claims = [chained(f"S{n}", "Anna") for n in range(MANY // 10)]

        picture = draw_chains(None, claims)

        assert "others" in labels(picture)
        assert len(picture.marks) < 100
        assert picture.note == "Rare ones are others. "


def chained(*names: str) -> Json:
    steps = [
        {"position": n, "seq": 1, "source": {"name": name, "kind": "person"}}
        for n, name in enumerate(names, 1)
    ]
    return {"attribution": steps}


class TestStates:
    def test_are_shown_as_bars_with_one_baseline(self) -> None:
        rows = [{"series": "open", "n": 4}, {"series": "held_true", "n": 1}]

        picture = draw_states(rows)

        first, second = of(picture, Bar)
        assert first.x == second.x
        assert first.width == 4 * second.width
        assert picture.description == "5 facts: open 4, held true 1."


NONE: Sequence[Picture] = (
    draw_timeline(timeline()),
    draw_sides(timeline()),
    draw_months([]),
    draw_unnamed([]),
    draw_positions("Anna", []),
    draw_chains(None, []),
    draw_states([]),
)


def hostile() -> Iterable[Picture]:
    body = timeline(by(HOSTILE, held(1, on(1), "denies")))
    body["fact"]["statement"] = HOSTILE
    position = {"fact": body["fact"], "stances": body["sources"][0]["stances"]}
    few: Json = dict.fromkeys(("share", "low", "high"))
    yield from (draw_timeline(body), draw_sides(body))
    yield draw_unnamed([few | {"series": HOSTILE, "unnamed": 1, "n": 1, "reason": ""}])
    yield draw_positions(HOSTILE, [position])
    yield draw_chains({"name": HOSTILE, "kind": "outlet"}, [chained(HOSTILE)])


class TestSvg:
    @pytest.mark.parametrize("picture", [*NONE, *hostile()])
    def test_has_title_description_source_count_and_date(
        self, picture: Picture
    ) -> None:
        svg = ET.fromstring(svg_of(picture))  # noqa: S314 - our own

        texts = [text.text or "" for text in svg.iter(f"{SVG}text")]
        assert svg.findtext(f"{SVG}title") == picture.title
        assert svg.findtext(f"{SVG}desc") == picture.description
        assert texts[0] == picture.title
        assert texts[-1].startswith(f"Source: Onrecord. n = {picture.n} ")
        assert " As of " in texts[-1]
        assert not [one for one in svg.iter() if one.tag == f"{SVG}script"]
        assert max(map(len, texts)) < 140

    def test_has_colours_for_light_and_for_dark(self) -> None:
        text = svg_of(NONE[0]).decode()

        assert "prefers-color-scheme:dark" in text
        assert "style=" not in text
