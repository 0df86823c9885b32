"""Dates as they are sent, and as they are stored."""

from tests.api.bodies import Json


def of(start: str, end: str, precision: str, text: str | None = None) -> Json:
    return {
        "from": f"{start}:00Z",
        "to": f"{end}:00Z",
        "precision": precision,
        "text": text,
    }


YEAR = of("2021-01-01T00:00", "2022-01-01T00:00", "year")
QUARTER = of("2022-01-01T00:00", "2022-04-01T00:00", "quarter")
MONTH = of("2022-03-01T00:00", "2022-04-01T00:00", "month")
DAY = of("2022-03-20T00:00", "2022-03-21T00:00", "day")
MINUTE = of("2022-03-20T09:30", "2022-03-20T09:31", "minute")
WRITTEN = [
    ("2021", YEAR),
    ("2022-Q1", QUARTER),
    ("2022-03", MONTH),
    ("2022-03-20", DAY),
    ("2022-03-20T09Z", of("2022-03-20T09:00", "2022-03-20T10:00", "hour")),
    ("2022-03-20T09:30Z", MINUTE),
    ("2022-03-20T15:00+05:30", MINUTE),
    (
        "2022-03-20T05:30:15.5-04:00",
        {
            "from": "2022-03-20T09:30:15Z",
            "to": "2022-03-20T09:30:16Z",
            "precision": "second",
            "text": None,
        },
    ),
]
ONE_END = [
    ({"from": "2021-01-01", "precision": "year"}, YEAR),
    ({"to": "2022-01-01", "precision": "year"}, YEAR),
    ({"from": "2022-01-01", "precision": "quarter"}, QUARTER),
    ({"to": "2022-04-01", "precision": "month"}, MONTH),
    ({"from": "2022-03-20", "precision": "day"}, DAY),
    ({"to": "2022-03-21", "precision": "day", "from": None}, DAY),
    ({"from": "2022-03-20T09:30Z", "precision": "minute"}, MINUTE),
    ({"to": "2022-03-20T15:01+05:30", "precision": "minute"}, MINUTE),
]
LOCAL = [
    ("2022-03-20T00:00-04:00", "2022-03-21T00:00-04:00", "day", DAY),
    ("2022-03-20T00:00:00+14:00", "2022-03-21T00:00:00+14:00", "day", DAY),
    ("2022-03-20T00:00+05:30", None, "day", DAY),
    (None, "2022-03-21T00:00-12:00", "day", DAY),
    ("2022-03-01T00:00-05:00", "2022-04-01T00:00-04:00", "month", MONTH),
    ("2022-01-01T00:00-05:00", "2022-04-01T00:00-04:00", "quarter", QUARTER),
    ("2021-01-01T00:00+03:00", "2022-01-01T00:00+03:00", "year", YEAR),
    (
        "2022-03-20T20:00+05:30",
        "2022-03-20T21:00+05:30",
        "hour",
        of("2022-03-20T14:30", "2022-03-20T15:30", "hour"),
    ),
    (
        "2022-03-20T20:00:00+05:45",
        None,
        "hour",
        of("2022-03-20T14:15", "2022-03-20T15:15", "hour"),
    ),
]
