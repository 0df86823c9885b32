"""Facets of a list on its page: values with counts, as links."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request

from api.pages.filters import FREE, filter_label
from api.serializers.facets import facets_body
from api.serializers.values import Json
from db.reads.facets import Facets

COUNTED = 2_000  # records, so that facets do not delay the page
MOST_SHOWN = 8  # values of a facet


class FacetLink(NamedTuple):
    """A value of a facet, its number of records, and the URL of their list."""

    label: str
    records: int
    address: str
    is_chosen: bool


class FacetLinks(NamedTuple):
    """The values of each facet, and the number of records."""

    values: Mapping[str, list[FacetLink]]
    total: int
    is_more: bool


def facet_links(request: Request, found: Facets, *, dated: str = "") -> FacetLinks:
    """Return facets as links; ``dated`` is the prefix of the filters by year."""
    values = {
        filter_label(name): [
            _link(request, name, one, dated) for one in some[:MOST_SHOWN]
        ]
        for name, some in facets_body(found)["values"].items()
        if some
    }
    return FacetLinks(values, found.total, found.is_least)


def _link(request: Request, facet: str, value: Json, dated: str) -> FacetLink:
    wanted = dict(_filters(facet, value["value"], dated))
    given = request.query_params.multi_items()
    is_chosen = wanted.items() <= set(given)
    kept = [(name, one) for name, one in given if name not in FREE | wanted.keys()]
    query = urlencode(kept if is_chosen else [*kept, *wanted.items()])
    address = f"{request.url.path}?{query}" if query else request.url.path
    label = value["label"] or str(value["value"]).replace("_", " ")
    return FacetLink(label, value["count"], address, is_chosen)


def _filters(facet: str, value: int | str, dated: str) -> Iterator[tuple[str, str]]:
    """Yield the filters of the records with a value."""
    if facet == "year":
        yield f"{dated}_from", f"{int(value):04}-01-01"
        yield f"{dated}_to", f"{int(value) + 1:04}-01-01"
    else:
        yield facet, str(value)
