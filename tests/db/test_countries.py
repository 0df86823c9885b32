from importlib.resources import files

import pytest

from db.values.countries import CORRECT_CODES, COUNTRIES, check_country


class TestCheckCountry:
    @pytest.mark.parametrize("code", ["GB", "BY", "SX", "SS", "AX", "CD"])
    def test_accepts_assigned_codes(self, code: str) -> None:
        assert check_country(code) == code

    def test_accepts_the_code_of_kosovo(self) -> None:
        assert check_country("XK") == "XK"

    @pytest.mark.parametrize(("code", "right"), CORRECT_CODES.items())
    def test_error_names_the_right_code(self, code: str, right: str) -> None:
        with pytest.raises(ValueError, match=f"the right one is {right}"):
            check_country(code)

    @pytest.mark.parametrize("code", ["ZZ", "XX", "EU", "SU", "AA", "gb", "", "GBR"])
    def test_refuses_other_values(self, code: str) -> None:
        with pytest.raises(ValueError, match="like GB or BY"):
            check_country(code)


class TestCountries:
    def test_are_those_of_the_time_zone_database(self) -> None:
        table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
        listed = {row[:2] for row in table.splitlines() if not row.startswith("#")}

        assert listed == COUNTRIES

    def test_replace_unassigned_codes_by_assigned_ones(self) -> None:
        assert set(CORRECT_CODES.values()) <= COUNTRIES
        assert not CORRECT_CODES.keys() & COUNTRIES
