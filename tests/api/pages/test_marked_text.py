"""Texts cut where the words of claims begin and end; no database is needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.marked_text import (
    MOST_AT_ONCE,
    Marked,
    Paragraph,
    lines_of,
    paragraphs,
)

TEXTS = st.text(st.sampled_from("ab é\U0001f600\n\r\u0301\u202e"), max_size=60)


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


@st.composite
def texts_with_marks(draw: st.DrawFn) -> tuple[str, list[Marked]]:
    text = draw(TEXTS.filter(bool))
    starts = st.integers(0, len(text) - 1)
    marks = []
    for number in draw(st.lists(st.integers(1, 4), max_size=6)):
        start = draw(starts)
        end = draw(st.integers(start + 1, len(text)))
        part = draw(st.sampled_from(["content", "source", "cue"]))
        marks.append(Marked(number, part, start, end))
    return text, marks


def words_of(line: Paragraph) -> str:
    return "".join(piece.text for piece in line.pieces)


def paragraphs_of(text: str, marks: list[Marked]) -> list[Paragraph]:
    return paragraphs(text, list(lines_of(text)), marks)


class TestParagraphs:
    def test_split_overlapping_words_into_pieces(self) -> None:
        marks = [Marked(1, "content", 0, 9), Marked(2, "content", 5, 13)]

        (line,) = paragraphs_of("rain and hail", marks)

        assert [(piece.text, piece.claims) for piece in line.pieces] == [
            ("rain ", [1]),
            ("and ", [1, 2]),
            ("hail", [2]),
        ]
        assert [piece.last for piece in line.pieces] == [(), [1], [2]]

    def test_mark_sources_and_cues_separately_from_content(self) -> None:
        marks = [Marked(1, "source", 0, 2), Marked(1, "cue", 3, 7)]

        (line,) = paragraphs_of("He said: rain", [*marks, Marked(1, "content", 9, 13)])

        assert [(p.text, p.names, p.cues, p.claims) for p in line.pieces] == [
            ("He", [1], [], []),
            (" ", [], [], []),
            ("said", [], [1], []),
            (": ", [], [], []),
            ("rain", [], [], [1]),
        ]

    def test_limit_the_number_of_claims_at_one_place(self) -> None:
        size = MOST_AT_ONCE + 5
        marks = [Marked(number, "content", number, size) for number in range(size)]
        last = Marked(size, "cue", size, size + 1)

        (line,) = paragraphs_of("a" * size + "b", [*marks, last])

        assert max(len(piece.claims) for piece in line.pieces) == MOST_AT_ONCE
        assert line.pieces[-1].cues == [size]

    def test_number_a_claim_once_after_its_last_words(self) -> None:
        marks = [Marked(1, "content", 0, 1), Marked(1, "content", 2, 5)]

        lines = paragraphs_of("a\nb c", marks)

        assert [piece.last for line in lines for piece in line.pieces] == [(), [1]]

    @given(texts_with_marks())
    def test_have_every_line_and_every_marked_word(
        self, given_text: tuple[str, list[Marked]]
    ) -> None:
        text, marks = given_text

        lines = paragraphs_of(text, marks)

        shown = [line.strip() for line in text.split("\n") if line.strip()]
        assert [words_of(line) for line in lines] == shown
        for line in lines:
            at = line.start
            for piece in line.pieces:
                end = at + len(piece.text)
                assert text[at:end] == piece.text
                covering = {
                    one.number
                    for one in marks
                    if one.part == "content" and one.start <= at and end <= one.end
                }
                assert set(piece.claims) == covering
                at = end
