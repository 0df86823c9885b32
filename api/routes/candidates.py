"""The endpoint of candidates: sources that may be the same, by name."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import MERGED, problems, record_of
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.routes.identities import note_reading_of
from api.schemas.candidates import CandidateList, CandidateParams
from api.schemas.types import Id
from api.serializers.identities import candidate_record
from db.models.source import UNNAMED
from db.reads.candidates import list_candidates
from db.reads.sources import require_source

router = APIRouter(
    prefix="/sources/{source_id}/candidates", tags=["sources"], route_class=StrictRoute
)


@router.get("", responses=record_of(CandidateList) | MERGED | problems(403))
async def read_candidates(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[CandidateParams, Query()],
) -> Response:
    """List the named sources whose names are most similar to those of a source.

    Of pairs of names with a score of 0.87 or more, nine in ten belong to one source.
    Names do not distinguish two people who share a name. Candidates for an unnamed
    source are for editors only; its name is the words of the article. If the response
    contains a restricted judgement, this is logged in the history.
    """
    source = await require_source(reading, source_id)
    if source.kind in UNNAMED:
        reading.caller.require("editor")
    judged_too = "judged" in params.include
    found = await list_candidates(
        reading, source, limit=params.limit, judged_too=judged_too
    )
    await note_reading_of(reading, (one.identity.row for one in found if one.identity))
    return respond_record(request, {"data": [candidate_record(one) for one in found]})
