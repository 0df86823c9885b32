"""Endpoints that erase what should never have been stored."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from api.http.dependencies import ForAdmins, ReasonedDep, Transaction, VersionDep
from api.http.openapi.responses import GONE
from api.http.responses import respond_no_content
from api.http.strict_requests import StrictRoute
from api.schemas.facts import FactKey
from api.schemas.types import Id
from db.commands.facts import fact_id_of
from db.commands.redaction import redact
from db.engine.session import Write
from db.values.versions import ReadVersion

router = APIRouter(
    tags=["redaction"], route_class=StrictRoute, dependencies=[ForAdmins]
)


@router.post(
    "/sources/{source_id}/redact", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def redact_source(
    transaction: ReasonedDep, source_id: Id, version: VersionDep
) -> Response:
    """Erase everything that tells who a source is, and how claims name it, for good."""
    return await _redact(transaction, "source", source_id, version=version)


@router.post(
    "/articles/{article_id}/redact", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def redact_article(
    transaction: ReasonedDep, article_id: Id, version: VersionDep
) -> Response:
    """Erase the address, title and texts of an article, and the context of quotations.

    This cannot be undone.
    """
    return await _redact(transaction, "article", article_id, version=version)


@router.post(
    "/claims/{claim_id}/redact", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def redact_claim(
    transaction: ReasonedDep, claim_id: Id, version: VersionDep
) -> Response:
    """Erase the words of a claim, for good.

    Its sources, dates, tags and stances stay.
    """
    return await _redact(transaction, "claim", claim_id, version=version)


@router.post(
    "/facts/{fact_id}/redact", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def redact_fact(
    transaction: ReasonedDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Erase the statement of a fact and the reasons of its judgements, for good."""

    def command(write: Write) -> None:
        redact(write, "fact", fact_id_of(write, fact_id), version=version)

    return await transaction(command, respond_no_content)


@router.post("/tags/{tag_id}/redact", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def redact_tag(
    transaction: ReasonedDep, tag_id: Id, version: VersionDep
) -> Response:
    """Erase the name of a tag, for good."""
    return await _redact(transaction, "tag", tag_id, version=version)


async def _redact(
    transaction: Transaction, resource: str, record_id: int, *, version: ReadVersion
) -> Response:
    def command(write: Write) -> None:
        redact(write, resource, record_id, version=version)

    return await transaction(command, respond_no_content)
