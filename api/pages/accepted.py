"""The media type that a request accepts: a page, or JSON."""

from collections.abc import Iterable, Iterator

HTML = "text/html"
JSON = "application/json"


def prefers_json(accept: str) -> bool:
    """Return whether an ``Accept`` header names JSON, and HTML not before it."""
    weights = dict(_weights(accept))
    return weights.get(JSON, 0) > weights.get(HTML, 0)


def accepts_page(accept: str) -> bool:
    """Return whether an ``Accept`` header names HTML, and JSON not before it."""
    weights = dict(_weights(accept))
    return 0 < weights.get(HTML, 0) >= weights.get(JSON, 0)


def _weights(accept: str) -> Iterator[tuple[str, float]]:
    """Yield each media type in an ``Accept`` header with its weight."""
    for part in accept.split(","):
        name, *parameters = map(str.strip, part.lower().split(";"))
        yield name, _weight(parameters)


def _weight(parameters: Iterable[str]) -> float:
    given = [one.removeprefix("q=") for one in parameters if one.startswith("q=")]
    try:
        return float(given[0]) if given else 1.0
    except ValueError:
        return 0.0
