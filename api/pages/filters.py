"""The filters of a list on its page."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request

from api.pages.reviewed import Reviewed

# Parameters of a page that filter nothing.
FREE = frozenset(
    {"cursor", "sort", "limit", "fields", "expand", "include", "facets", "shape"}
    | Reviewed.model_fields.keys()
)
LIST_VALUE = re.compile(r"[a-z]+(_[a-z]+)+")
# Labels of filters on pages that differ from the name in the API.
LABELS = {"status": "state", "q": "words"}


class Chip(NamedTuple):
    """An active filter, and the URL of the list without it."""

    name: str
    value: str
    without: str


def filter_label(name: str) -> str:
    """Return the label of a filter or a facet on pages."""
    return LABELS.get(name, name.replace("_", " "))


def _in_words(value: str) -> str:
    """Return a value of a closed list in words, and other values unchanged."""
    return value.replace("_", " ") if LIST_VALUE.fullmatch(value) else value


def chips(request: Request) -> list[Chip]:
    """Return the filters in the URL of a list, in their order."""
    given = request.query_params.multi_items()
    return [
        Chip(
            filter_label(name),
            _in_words(value),
            _address(request, [*given[:at], *given[at + 1 :]]),
        )
        for at, (name, value) in enumerate(given)
        if name not in FREE
    ]


def filters_of(request: Request) -> str:
    """Return the query string of other content with the filters of a list."""
    given = request.query_params.multi_items()
    query = urlencode([item for item in given if item[0] not in FREE])
    return f"?{query}" if query else ""


def _address(request: Request, given: Sequence[tuple[str, str]]) -> str:
    """Return the URL of the first page of a list with these parameters."""
    query = urlencode([item for item in given if item[0] != "cursor"])
    return f"{request.url.path}?{query}" if query else request.url.path
