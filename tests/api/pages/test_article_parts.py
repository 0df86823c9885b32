"""Long articles in parts; no database is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.article_parts import CLAIMS, LONG_LINE, MOST, POINTS, Part, parts_of
from db.models.claim import UNPLACED
from db.queries.claim_places import PlaceRow

SENTENCE = "It rained all day. "
LINE = SENTENCE * 20


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


def claims_at(*places: tuple[int, int | None]) -> list[PlaceRow]:
    return [PlaceRow((number, 1, *place)) for number, place in enumerate(places, 1)]


def numbers(parts: list[Part]) -> list[int]:
    return [number for part in parts for number in part.claims]


def places_in(text: str) -> st.SearchStrategy[list[PlaceRow]]:
    start = st.integers(0, len(text) - 1)
    place = start.flatmap(
        lambda at: st.tuples(st.just(at), st.integers(at + 1, len(text)))
    )
    placed = st.lists(place, max_size=3 * CLAIMS).map(sorted)
    return placed.map(lambda found: claims_at(*found, (UNPLACED, None)))


class TestParts:
    def test_a_short_article_has_one_part(self) -> None:
        places = claims_at(*[(0, 5)] * MOST * CLAIMS)

        assert parts_of("One.\n\nTwo.", places) == [
            Part([(0, 4), (6, 10)], range(MOST * CLAIMS))
        ]

    @given(data=st.data(), lines=st.integers(1, 300))
    def test_have_every_line_and_every_claim_once_and_are_bounded(
        self, data: st.DataObject, lines: int
    ) -> None:
        text = "\n".join([LINE.strip()] * lines)
        places = data.draw(places_in(text))

        parts = parts_of(text, places)

        assert numbers(parts) == list(range(len(places)))
        shown = dict.fromkeys(line for part in parts for line in part.lines)
        assert "\n".join(text[slice(*line)] for line in shown) == text
        for part in parts:
            assert len(part.claims) <= MOST * CLAIMS
            assert sum(b - a for a, b in part.lines) <= MOST * POINTS + len(LINE)

    def test_do_not_end_inside_a_claim(self) -> None:
        text = "\n".join([LINE] * 400)
        end = POINTS // (len(LINE) + 1) * (len(LINE) + 1)
        crossing = claims_at((end - 50, end + len(LINE) * 3))

        (first, *_) = parts_of(text, crossing)

        assert first.lines[-1][1] >= end + len(LINE) * 3

    def test_repeat_a_line_with_very_many_claims(self) -> None:
        places = claims_at(*[(0, 5)] * 5 * CLAIMS)

        parts = parts_of("It rained.", places)

        assert {tuple(part.lines) for part in parts} == {((0, 10),)}
        assert [len(part.claims) for part in parts] == [CLAIMS] * 5

    def test_split_a_very_long_line_at_spaces(self) -> None:
        text = (SENTENCE * 10_000).strip()

        parts = parts_of(text, [])

        lines = [text[slice(*line)] for part in parts for line in part.lines]
        assert "".join(lines) == text
        assert all(len(line) <= LONG_LINE for line in lines)
        assert all(line.endswith(" ") for line in lines[:-1])

    def test_contain_claims_without_a_place_separately_at_the_end(self) -> None:
        places = claims_at(*[(0, 5)] * 250, (UNPLACED, None))

        assert parts_of("It rained.", places)[-1] == Part((), range(250, 251))
        assert parts_of("", places)[-1].lines == ()
        assert numbers(parts_of("", places)) == list(range(251))
