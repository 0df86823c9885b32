"""The endpoint ``/claims/review``."""

from fastapi import APIRouter, Response

from api.http.dependencies import JsonBody, TransactionDep
from api.http.openapi.responses import problems
from api.http.responses import dump
from api.http.strict_requests import StrictRoute
from api.schemas.claims import ReviewIn, ReviewOut
from api.serializers.values import Json
from db.commands.claims import review_claims
from db.engine.session import Write

router = APIRouter(prefix="/claims", tags=["claims"], route_class=StrictRoute)
REVIEWED = {200: {"model": ReviewOut}, **problems(400, 409, 413, 415, 422, 503)}


@router.post("/review", dependencies=[JsonBody], responses=REVIEWED)
async def review_many_claims(transaction: TransactionDep, review: ReviewIn) -> Response:
    """Set the review state of up to 1,000 claims: of all of them, or of none.

    Each claim whose state changes gets a new version and an audit entry.
    """

    def command(write: Write) -> list[Json]:
        return [
            {"id": claim.id, "version": claim.version, "review": claim.review}
            for claim in review_claims(write, review.ids, review=review.review)
        ]

    return await transaction(command, _respond)


def _respond(claims: list[Json]) -> Response:
    return Response(dump({"data": claims}), media_type="application/json")
