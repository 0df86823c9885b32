from datetime import UTC, datetime

from db.derived.series import Point, Series, added_up, extent, filled, in_order

CNN, BBC, OTHERS = Series(1, "CNN"), Series(2, "BBC"), Series(None, "3 other outlets")


def march(day: int) -> datetime:
    return datetime(2022, 3, day, tzinfo=UTC)


class TestAddedUp:
    def test_sums_rows_of_one_series_and_bucket(self) -> None:
        points = [
            Point(march(1), CNN, (1, 0)),
            Point(march(2), CNN, (5, 1)),
            Point(march(1), CNN, (2, 1)),
            Point(march(1), BBC, (4, 4)),
        ]

        assert added_up(points) == [
            Point(march(1), CNN, (3, 1)),
            Point(march(2), CNN, (5, 1)),
            Point(march(1), BBC, (4, 4)),
        ]


class TestInOrder:
    def test_sorts_by_time_with_the_largest_series_first(self) -> None:
        points = [
            Point(march(2), CNN, (9,)),
            Point(march(1), BBC, (2,)),
            Point(march(1), CNN, (1,)),
            Point(march(2), BBC, (1,)),
        ]

        ordered = in_order(points)

        assert [(p.at, p.series) for p in ordered] == [
            (march(1), CNN),
            (march(1), BBC),
            (march(2), CNN),
            (march(2), BBC),
        ]

    def test_sorts_the_largest_series_first_without_time(self) -> None:
        points = [Point(None, BBC, (1,)), Point(None, OTHERS, (7,))]

        assert [p.series for p in in_order(points)] == [OTHERS, BBC]

    def test_breaks_ties_by_name(self) -> None:
        twins = [Series(number, "CNN") for number in (12, 11)]
        points = [Point(None, one, (3,)) for one in (*twins, BBC)]

        assert [p.series for p in in_order(points)] == [BBC, *reversed(twins)]

    def test_returns_nothing_without_points(self) -> None:
        assert in_order([]) == []


class TestExtent:
    def test_excludes_the_bucket_that_begins_at_the_end(self) -> None:
        found = extent([], "day", (march(1), march(3)))

        assert len(found) == 2

    def test_includes_the_bucket_that_contains_the_end(self) -> None:
        end = march(3).replace(hour=1)

        assert len(extent([], "day", (march(1), end))) == 3

    def test_ends_with_the_points_where_an_end_is_open(self) -> None:
        points = [Point(march(day), CNN, (1,)) for day in (9, 5)]

        assert len(extent(points, "day", (None, None))) == 5
        assert len(extent(points, "day", (march(1), None))) == 9
        assert len(extent(points, "day", (None, march(31)))) == 26

    def test_is_empty_without_points_if_an_end_is_open(self) -> None:
        for within in ((None, None), (march(1), None), (None, march(1))):
            assert len(extent([], "day", within)) == 0


class TestFilled:
    def test_adds_zeros_for_the_empty_buckets_of_each_series(self) -> None:
        points = [Point(march(1), CNN, (4, 1)), Point(march(3), BBC, (5, 0))]
        numbers = extent(points, "day", (None, None))

        found = filled(points, {CNN, BBC}, bucket="day", numbers=numbers)

        counted = {(p.at, p.series): p.numbers for p in found}
        assert len(found) == len(counted) == 6
        assert counted[march(2), CNN] == counted[march(1), BBC] == (0, 0)
        assert counted[march(1), CNN] == (4, 1)
        assert sum(p.numbers[0] for p in found) == 9
