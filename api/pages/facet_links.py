"""Facets of claims as a page shows them: values with their counts, as links."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import Request

from api.pages.filters import FREE
from api.serializers.values import Json
from db.derived.facets import Facet

FACETS: Sequence[Facet] = ("outlet", "source", "stance", "act", "form", "year")
MOST_SHOWN = 8  # values of a facet


class FacetLink(NamedTuple):
    """A value of a facet, how many claims have it, and the list of these."""

    label: str
    claims: int
    address: str
    is_chosen: bool


def facet_links(request: Request, values: Mapping[str, Sequence[Json]]) -> Json:
    """Return the values of each facet that claims differ by."""
    linked = {
        name: [_link(request, name, one) for one in values.get(name, ())[:MOST_SHOWN]]
        for name in FACETS
    }
    return {name: links for name, links in linked.items() if links}


def _link(request: Request, facet: str, value: Json) -> FacetLink:
    wanted = dict(_filters(facet, value["value"]))
    given = request.query_params.multi_items()
    is_chosen = wanted.items() <= set(given)
    kept = [(name, one) for name, one in given if name not in FREE | wanted.keys()]
    query = urlencode(kept if is_chosen else [*kept, *wanted.items()])
    address = f"{request.url.path}?{query}" if query else request.url.path
    label = value["label"] or str(value["value"]).replace("_", " ")
    return FacetLink(label, value["count"], address, is_chosen)


def _filters(facet: str, value: int | str) -> Iterator[tuple[str, str]]:
    """Yield the filters of the claims that have a value."""
    if facet == "year":
        yield "dated_from", f"{int(value):04}-01-01"
        yield "dated_to", f"{int(value) + 1:04}-01-01"
    else:
        yield facet, str(value)
