"""Redirects the URL of a page with ``.json`` to the API."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse

from api.settings import PREFIX

RESOURCES = ("articles", "claims", "facts", "sources", "tags")
UNCACHED = {"Cache-Control": "no-cache"}

router = APIRouter(include_in_schema=False)


async def read_data(request: Request) -> RedirectResponse:
    """Redirect to the API response of a page, with the same parameters."""
    address = request.url.path.removesuffix(".json")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{PREFIX}{address}{query}", 307, UNCACHED)


@router.get("/queue/drafts.csv")
@router.get("/queue/drafts.json")
async def read_drafts(request: Request) -> RedirectResponse:
    """Lead to the drafts in the list of claims."""
    query = urlencode([*request.query_params.multi_items(), ("review", "draft")])
    is_file = request.url.path.endswith(".csv")
    address = "/claims.csv" if is_file else f"{PREFIX}/claims"
    return RedirectResponse(f"{address}?{query}", 307, UNCACHED)


router.get("/search.json")(read_data)
for resource in RESOURCES:
    router.get(f"/{resource}.json")(read_data)
    router.get(f"/{resource}/{{key}}.json")(read_data)
    router.get(f"/{resource}/{{key}}/history.json")(read_data)
