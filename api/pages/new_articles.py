"""The form that records an article from a pasted text."""

from functools import partial
from typing import get_args

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ForAnalysts, TransactionDep
from api.pages.field_problems import FAILURES, FieldProblems, problems_of
from api.pages.forms import (
    Filled,
    Form,
    OwnFormDep,
    done_with_form,
    filled_as,
    see,
    value_of,
)
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.rendering import respond_form
from api.schemas.articles import ArticleIn
from api.schemas.specs import article_spec, revision_spec
from api.serializers.values import Json
from api.settings import MAX_LARGE_BODY
from db.commands.articles import prepare, record_article
from db.engine.session import Write
from db.models.base import Visibility

NEW = "/articles/new"
COLUMNS = ("title", "url", "published", "byline", "language", "text", "visibility")

router = APIRouter(prefix=NEW, route_class=PageRoute, include_in_schema=False)


@router.get("", dependencies=[ForAnalysts])
async def show_new_article(request: Request) -> Response:
    """Show the empty form."""
    return _form(request, Filled(), FieldProblems())


@router.post("")
async def create_article(
    request: Request, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Record the article and its text, as ``POST /articles`` does."""
    try:
        parse = partial(parsed, ArticleIn, body_of(form))
        article = await done_with_form(request, parse)
        spec, revision = article_spec(article), revision_spec(article)
        if revision and revision.is_long:
            await request.app.state.long_work.read(partial(prepare, revision, (), spec))

        def command(write: Write) -> int:
            is_new = article.new
            return record_article(write, spec, revision=revision, new=is_new).id

        return await transaction(command, lambda made: see(f"/articles/{made}"))
    except FAILURES as error:
        problems = problems_of(request, error)
    show = partial(_form, request, filled_as(form), problems)
    return await done_with_form(request, show)


def body_of(form: Form) -> Json:
    """Return the article in a form; an empty field is left out."""
    body: Json = {name: value_of(form, name) for name in COLUMNS if name in form}
    if "file" in form:  # with scripts, a script has already copied it into the text
        body.setdefault("text", value_of(form, "file"))
    if outlet := value_of(form, "outlet").strip():
        body["outlet"] = {"name": outlet}
    return body | ({"new": True} if "new" in form else {})


def _form(request: Request, values: Filled, problems: FieldProblems) -> Response:
    return respond_form(
        request,
        "article-new.html",
        status=problems.status,
        values=values,
        problems=problems,
        visibilities=get_args(Visibility),
        most_mb=MAX_LARGE_BODY // 1_000_000,
    )
