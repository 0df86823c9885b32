"""A fact for pages of other sites, which may show it in a frame."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from api.http.dependencies import ReadingDep
from api.pages.page_route import PageRoute
from api.pages.pictures.of_facts import draw_fact
from api.pages.pictures.shown import shown_at
from api.pages.rendering import POLICY, as_sent, render, respond_bytes
from api.schemas.as_of import AsOf
from api.schemas.facts import FactKey
from api.serializers.facts import fact_record
from db.reads.reading import Reading
from db.reads.record import CurrentRecord
from db.reads.standings import FactDetail
from db.values.viewer import READER

NOBODY = "frame-ancestors 'none'"
CLOSED = (
    "Facts cannot be shown in pages of other sites: ONRECORD_EMBED_ORIGINS is empty."
)

router = APIRouter(prefix="/embed", route_class=PageRoute, include_in_schema=False)


@router.get("/facts/{fact_id}")
async def show_embedded_fact(
    request: Request, reading: ReadingDep, fact_id: FactKey
) -> Response:
    """Show the public part of a fact, also in a frame of the configured origins."""
    origins = request.app.state.serving.framing_origins
    if not origins:
        raise HTTPException(404, CLOSED)
    # Not as the signed-in analyst: the frame is part of a page of another site.
    record = CurrentRecord(
        Reading(reading.reader, READER, claim_cache=reading.claim_cache)
    )
    row = await record.fact(fact_id)
    fact = FactDetail(row, await record.standing(row.id))
    pictures = await draw_fact(record, row, AsOf())
    policy = POLICY.replace(NOBODY, f"frame-ancestors {' '.join(origins)}")
    html = render(
        request,
        "embed.html",
        fact=as_sent(fact_record(fact)),
        timeline=shown_at(f"facts/{row.slug}", pictures)["timeline"],
    )
    headers = {"Content-Security-Policy": policy}
    return respond_bytes(request, html, "text/html", headers=headers)
