"""The form that records a claim of an article."""

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ForAnalysts, ReadingDep, TransactionDep
from api.pages.claim_choices import CHOICES
from api.pages.claim_forms import claim_body
from api.pages.field_problems import FAILURES, FieldProblems, problems_of
from api.pages.forms import Filled, OwnFormDep, filled_as, see
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.rendering import as_sent, respond_form
from api.schemas.claims import ClaimIn
from api.schemas.specs import claim_spec
from api.schemas.types import Id
from api.serializers.articles import article_record
from db.commands.claims import load_article, record_claim
from db.engine.session import Write
from db.reads import articles
from db.reads.reading import Reading

NEW = "/articles/{article_id}/claims/new"

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(NEW, dependencies=[ForAnalysts])
async def show_new_claim(
    request: Request, reading: ReadingDep, article_id: Id
) -> Response:
    """Show the empty form."""
    return await _form(request, reading, article_id, Filled(), FieldProblems())


@router.post(NEW)
async def create_claim(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    form: OwnFormDep,
    transaction: TransactionDep,
) -> Response:
    """Record the claim, as ``POST /claims`` does."""
    try:
        text = await text_of(reading, article_id)
        body = await claim_body(reading, form, text)
        claim = parsed(ClaimIn, body | {"article_id": article_id})
        spec = claim_spec(claim)

        def command(write: Write) -> int:
            article = load_article(write, article_id, claim.revision_id)
            return record_claim(write, article, spec).id

        return await transaction(command, lambda made: see(_after(article_id, made)))
    except FAILURES as error:
        problems = problems_of(request, error)
    return await _form(request, reading, article_id, filled_as(form), problems)


async def text_of(reading: Reading, article_id: int) -> str | None:
    """Return the newest text of an article, None without a text."""
    number = (await articles.read_article(reading, article_id)).row.revision_number
    if not number:
        return None
    return (await articles.read_revision(reading, article_id, number)).row.text


def _after(article_id: int, claim_id: int) -> str:
    return f"/articles/{article_id}?recorded={claim_id}#claim-{claim_id}"


async def _form(
    request: Request,
    reading: Reading,
    article_id: int,
    values: Filled,
    problems: FieldProblems,
) -> Response:
    article = await articles.read_article(reading, article_id)
    return respond_form(
        request,
        "claim-new.html",
        status=problems.status,
        article=as_sent(article_record(article)),
        values=values,
        problems=problems,
        choices=CHOICES,
    )
