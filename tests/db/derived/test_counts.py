from db.derived.counts import claim_points, fact_points, unnamed_points
from db.models.fact_state import CODES
from db.queries.stats import (
    ClaimCountRow,
    FactCountRow,
    SeparateSourcesRow,
    UnnamedCountRow,
)


def claim_row(series_id: int | str | None, name: str | None = None) -> ClaimCountRow:
    return ClaimCountRow((None, series_id, name, None, "", 0, 7))


class TestClaimPoints:
    def test_name_series_by_their_source_or_their_value(self) -> None:
        outlets = claim_points([claim_row(3, "CNN")], "outlet", top=9)
        forms = claim_points([claim_row("quote")], "form", top=9)

        found = [point.series for point in (*outlets, *forms)]
        assert found == [(3, "CNN"), ("quote", "quote")]

    def test_name_claims_without_a_series(self) -> None:
        row = claim_row(None)

        unresolved = ClaimCountRow((None, None, None, None, "unresolved", 0, 1))
        separate = [SeparateSourcesRow((False, 1200)), SeparateSourcesRow((True, 1))]

        unnamed, she = claim_points(
            [row, unresolved], "source", top=9, separate=separate
        )
        (without,) = claim_points([row], "sector", top=9)
        (all_claims,) = claim_points([row], None, top=9)

        assert unnamed.series == (None, "1,200 separate unnamed sources")
        assert she.series == (None, "1 separate unresolved source")
        assert without.series == (None, "no sector")
        assert all_claims.series == (None, "claims")

    def test_name_the_number_of_summed_series(self) -> None:
        row = ClaimCountRow((None, None, None, None, "smaller", 21, 7))

        (point,) = claim_points([row], "outlet", top=20)

        assert point.series == (None, "1 other outlet")


class TestUnnamedPoints:
    def test_have_all_three_numbers(self) -> None:
        row = UnnamedCountRow(("2022-03", 3, "CNN", None, "", 0, 7, 2, 1))

        (point,) = unnamed_points([row], top=9)

        assert point.at
        assert (point.at.year, point.at.month) == (2022, 3)
        assert (point.series, point.numbers) == ((3, "CNN"), (7, 2, 1))


class TestFactPoints:
    def test_name_states_by_their_codes(self) -> None:
        rows = [FactCountRow((None, code, 1)) for code in CODES["held_true"]]

        found = {point.series for point in fact_points(rows, "state")}

        assert found == {("held_true", "held_true")}

    def test_name_other_series_by_their_value(self) -> None:
        (kind,) = fact_points([FactCountRow((None, "event", 2))], "kind")
        (all_facts,) = fact_points([FactCountRow((None, None, 2))], None)

        assert (kind.series, kind.numbers) == (("event", "event"), (2,))
        assert all_facts.series == (None, "facts")
