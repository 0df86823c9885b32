from dataclasses import dataclass

import pytest

from db.derived.labels import distinct_labels


@dataclass(frozen=True)
class Called:
    """A source as a read returns it."""

    id: int
    name: str = "J. Smith"
    organisation: str | None = None
    country_code: str | None = None
    scheme: str | None = None
    value: str | None = None

    @property
    def folded(self) -> str:
        return self.name.casefold().replace("ñ", "n")


class TestDistinctLabels:
    def test_are_names_if_no_other_source_has_the_name(self) -> None:
        labels = distinct_labels([Called(1, country_code="GB"), Called(2, "A. Smith")])

        assert labels == {1: "J. Smith", 2: "A. Smith"}

    @pytest.mark.parametrize(
        ("one", "other", "marks"),
        [
            ({"organisation": "NATO"}, {"organisation": "CNN"}, ("NATO", "CNN")),
            ({"organisation": "NATO"}, {"country_code": "US"}, ("NATO", "US")),
            ({"country_code": "GB"}, {"country_code": "US"}, ("GB", "US")),
            (
                {"country_code": "GB", "scheme": "wikidata", "value": "Q1"},
                {"country_code": "GB"},
                ("wikidata:Q1", "#2"),
            ),
            ({}, {}, ("#1", "#2")),
        ],
    )
    def test_add_the_first_attribute_that_no_namesake_has(
        self, one: dict[str, str], other: dict[str, str], marks: tuple[str, str]
    ) -> None:
        labels = distinct_labels([Called(1, **one), Called(2, **other)])

        assert labels == {1: f"J. Smith · {marks[0]}", 2: f"J. Smith · {marks[1]}"}

    def test_distinguish_names_that_differ_by_an_accent_only(self) -> None:
        spaniard = Called(1, "José Peña", country_code="ES")

        labels = distinct_labels([spaniard, Called(2, "José Pena")])

        assert labels == {1: "José Peña · ES", 2: "José Pena · #2"}

    def test_are_distinct_if_two_of_three_share_an_organisation(self) -> None:
        labels = distinct_labels(
            [
                Called(number, organisation=tie)
                for number, tie in ((1, "A"), (2, "A"), (3, "B"))
            ]
        )

        assert labels == {1: "J. Smith · #1", 2: "J. Smith · #2", 3: "J. Smith · B"}
