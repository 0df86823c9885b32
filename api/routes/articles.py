"""Endpoints of ``/articles``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    ReasonedDep,
    TransactionDep,
    VersionDep,
)
from api.http.openapi.responses import (
    GONE,
    changed_as,
    created_as,
    page_of,
    record_of,
    restored_as,
)
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.reading import Listing, Single, quoted_often, with_merged
from api.schemas.articles import (
    ArticleCreated,
    ArticleIn,
    ArticleListParams,
    ArticleOut,
    ArticlePage,
    ArticleParams,
    ArticlePatch,
)
from api.schemas.specs import article_spec, claim_spec, revision_spec
from api.schemas.types import Id
from api.serializers.articles import article_record
from api.serializers.changes import created_with
from db.commands.articles import (
    record_article,
    restore_article,
    revise_article,
    withdraw_article,
)
from db.engine.session import Write
from db.queries.articles import ORDERS, count_articles, get_article, list_articles

router = APIRouter(prefix="/articles", tags=["articles"], route_class=StrictRoute)
QUICK = dict.fromkeys(ORDERS, frozenset({"outlet"}))
ARTICLES = Listing(list_articles, count_articles, ORDERS, quick=QUICK)
ARTICLE = Single("article", get_article, (), article_record)


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=created_as(ArticleCreated),
)
async def create_article(transaction: TransactionDep, article: ArticleIn) -> Response:
    """Record an article with its text and any number of its claims.

    All of it is recorded, or nothing. Sources are given by id, or described: then
    they are found by name, or created.
    """
    spec, revision = article_spec(article), revision_spec(article)
    claims = [claim_spec(claim) for claim in article.claims]

    def work(write: Write) -> Response:
        made = record_article(write, spec, revision=revision, claims=claims)
        others = created_with(write.changes, made.id, "article")
        body = ARTICLE.written(write, made.id)
        return respond_created(f"articles/{made.id}", body, made=others)

    return await transaction(work)


@router.get("", responses=page_of(ArticlePage))
async def read_articles(
    reading: ReadingDep,
    params: Annotated[ArticleListParams, Query()],
) -> Response:
    """List articles, the latest published first.

    Articles without a date come last.
    """
    values = await with_merged(reading, params.filters(), "outlet")
    in_order = await quoted_often(reading, values.get("source", ()))
    page = await ARTICLES.page(
        reading, params, sort=params.sort, values=values, in_order=in_order
    )
    return page.answer(reading, [article_record(row) for row in page.rows], params)


@router.get("/{article_id}", responses=record_of(ArticleOut))
async def read_article(
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[ArticleParams, Query()],
) -> Response:
    """Return one article. Its texts are at `/articles/{article_id}/revisions`."""
    body = await ARTICLE.read(reading, article_id, withdrawn=params.withdrawn)
    return respond_record(reading.request, body, fields=params.fields)


@router.patch(
    "/{article_id}", dependencies=[JsonBody], responses=changed_as(ArticleOut)
)
async def update_article(
    transaction: TransactionDep,
    article_id: Id,
    version: VersionDep,
    patch: ArticlePatch,
) -> Response:
    """Change the fields of an article that are sent.

    If its date changes, claims that are dated by it get the new date. `If-Match` is
    the `ETag` of the article.
    """

    def work(write: Write) -> Response:
        revise_article(write, article_id, version=version, spec=article_spec(patch))
        return respond_updated(ARTICLE.written(write, article_id))

    return await transaction(work)


@router.delete("/{article_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_article(
    transaction: TransactionDep, article_id: Id, version: VersionDep
) -> Response:
    """Withdraw an article that has no live claims, and the unnamed sources it printed.

    Nothing is deleted: `/articles/{article_id}/restore` brings it back.
    """

    def work(write: Write) -> Response:
        withdraw_article(write, article_id, version=version)
        return respond_no_content()

    return await transaction(work)


@router.post("/{article_id}/restore", responses=restored_as(ArticleOut))
async def restore_withdrawn_article(
    transaction: ReasonedDep, article_id: Id, version: VersionDep
) -> Response:
    """Restore a withdrawn article, and the unnamed sources it printed."""

    def work(write: Write) -> Response:
        restore_article(write, article_id, version=version)
        return respond_updated(ARTICLE.written(write, article_id))

    return await transaction(work)
