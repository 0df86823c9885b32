"""Endpoints that permanently erase content that should not have been stored."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter

from api.http.dependencies import ForAdmins, ReasonedDep
from api.http.openapi.responses import GONE
from api.http.responses import respond_no_content
from api.http.strict_requests import StrictRoute
from api.routes.lifecycle import ADDRESSING, BY_ID, Change, endpoint_of
from db.commands.redaction import redact
from db.engine.session import Write
from db.values.versions import ReadVersion

router = APIRouter(
    tags=["redaction"], route_class=StrictRoute, dependencies=[ForAdmins]
)


def _redacts(resource: str) -> Callable[[Change], Change]:
    """Return a decorator that adds ``POST …/redact`` of a resource."""

    def add(command: Change) -> Change:
        path, endpoint = endpoint_of(
            command,
            command,
            respond_no_content,
            addressing=ADDRESSING.get(resource, BY_ID),
            transaction_type=ReasonedDep,
        )
        router.post(
            f"/{resource}s{path}/redact",
            status_code=HTTPStatus.NO_CONTENT,
            responses=GONE,
        )(endpoint)
        return command

    return add


@_redacts("source")
def redact_source(write: Write, source_id: int, version: ReadVersion) -> None:
    """Permanently erase the identity of a source, and its names in claims."""
    redact(write, "source", source_id, version=version)


@_redacts("article")
def redact_article(write: Write, article_id: int, version: ReadVersion) -> None:
    """Permanently erase the URL, title and texts of an article, and quoted contexts.

    This cannot be undone.
    """
    redact(write, "article", article_id, version=version)


@_redacts("claim")
def redact_claim(write: Write, claim_id: int, version: ReadVersion) -> None:
    """Permanently erase the words of a claim.

    Its sources, dates, tags and stances stay.
    """
    redact(write, "claim", claim_id, version=version)


@_redacts("fact")
def redact_fact(write: Write, fact_id: int, version: ReadVersion) -> None:
    """Permanently erase the statement of a fact and the reasons of its judgements."""
    redact(write, "fact", fact_id, version=version)


@_redacts("tag")
def redact_tag(write: Write, tag_id: int, version: ReadVersion) -> None:
    """Permanently erase the name of a tag."""
    redact(write, "tag", tag_id, version=version)
