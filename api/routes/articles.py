"""Endpoints of ``/articles``."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    TransactionDep,
)
from api.http.openapi.responses import (
    MERGED,
    WITHDRAWN,
    created_as,
    page_of,
    record_of,
)
from api.http.polls import polled
from api.http.responses import (
    respond_created,
    respond_page,
    respond_record,
)
from api.http.strict_requests import StrictRoute
from api.routes.lifecycle import Lifecycle, found_or_withdrawn
from api.schemas.articles import (
    ArticleChanged,
    ArticleCreated,
    ArticleIn,
    ArticleListParams,
    ArticleOut,
    ArticlePage,
    ArticleParams,
    ArticlePatch,
)
from api.schemas.lists import CascadeParams
from api.schemas.merges import MergeIn
from api.schemas.specs import article_spec, claim_spec, revision_spec
from api.schemas.types import Id
from api.schemas.versions import RevertIn
from api.serializers.articles import article_record, article_row
from api.serializers.changes import written_with
from api.serializers.facets import facets_body
from api.serializers.values import Json, article_ref
from api.server.long_work import LongWork
from db.commands.articles import (
    LeftOut,
    RevisionSpec,
    TakenOver,
    merge_article,
    prepare,
    record_article,
    restore_article,
    revert_article,
    revise_article,
    take_over_claims,
    unmerge_article,
    withdraw_article,
)
from db.commands.claims import ClaimSpec
from db.commands.sources import Spec
from db.engine.session import Write
from db.history.versions import read_article_version
from db.queries.articles import ORDERS
from db.queries.same_texts import SimilarRow
from db.reads import articles
from db.reads.articles import ArticleDetail
from db.reads.drafts import count_drafts_in
from db.reads.facets import read_article_facets
from db.reads.within import read_within
from db.values.versions import ReadVersion


class Recorded(NamedTuple):
    """A new article, the records created with it, and articles with the same text.

    ``taken`` and ``left`` are the claims of the article that it reprints; ``drafts`` is
    the number of its unreviewed claims.
    """

    article: ArticleDetail
    created: Json
    similar: Sequence[SimilarRow]
    taken: Sequence[TakenOver]
    left: Sequence[LeftOut]
    drafts: int


router = APIRouter(prefix="/articles", tags=["articles"], route_class=StrictRoute)


def _stored(write: Write, article_id: int) -> ArticleDetail:
    """Return an article as the transaction has stored it."""
    return read_within(write, articles.read_article, article_id, merged=True)


LIFECYCLE = Lifecycle(
    router, ArticleOut, _stored, article_record, changed=ArticleChanged
)


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=created_as(ArticleCreated),
)
async def create_article(
    request: Request, transaction: TransactionDep, article: ArticleIn
) -> Response:
    """Record an article with its text and any number of its claims.

    All of it is recorded, or nothing. A source is given by id or by a description,
    which matches a source or creates one. A text that its outlet has already published,
    exactly or nearly, is refused unless `new` is true; `similar` lists articles of
    other outlets with it. With `root_article_id` and `claims: root`, the claims of the
    root article whose words are in this text are recorded here, too, with their chains,
    tags and stances; `taken` lists them, and `left` lists the others.
    """
    spec = article_spec(article)
    revision, claims = await _prepared(request, article, spec)
    of_root, is_new = article.claims == "root", article.new

    def command(write: Write) -> Recorded:
        made = record_article(write, spec, revision=revision, claims=claims, new=is_new)
        taken, left = take_over_claims(write, made) if of_root else ([], [])
        others = written_with(write, made.id, "article")
        stored = _stored(write, made.id)
        similar = read_within(write, articles.list_similar, stored.row)
        drafts = read_within(write, count_drafts_in, made.id)
        return Recorded(stored, others, similar, taken, left, drafts)

    def respond(recorded: Recorded) -> Response:
        body = article_record(recorded.article)
        return respond_created(
            f"articles/{body['id']}",
            body,
            made=recorded.created,
            more={
                "similar": [article_ref(row) for row in recorded.similar],
                "taken": [one._asdict() for one in recorded.taken],
                "left": [one._asdict() for one in recorded.left],
                "hidden": {"drafts": recorded.drafts},
            },
        )

    return await transaction(command, respond)


async def _prepared(
    request: Request, article: ArticleIn, spec: Spec
) -> tuple[RevisionSpec | None, Sequence[ClaimSpec]]:
    """Return the stored text and the prepared claims of an article."""
    revision = revision_spec(article)
    if revision and (revision.is_long or article.own_claims):
        long_work: LongWork = request.app.state.long_work
        return await long_work.read(partial(_prepare, article, revision, spec))
    return revision, [claim_spec(claim) for claim in article.own_claims]


def _prepare(
    article: ArticleIn, revision: RevisionSpec, spec: Spec
) -> tuple[RevisionSpec, Sequence[ClaimSpec]]:
    return prepare(revision, [claim_spec(claim) for claim in article.own_claims], spec)


@router.get("", responses=page_of(ArticlePage))
@polled
async def read_articles(
    request: Request,
    reading: ReadingDep,
    params: Annotated[ArticleListParams, Query()],
) -> Response:
    """List articles, the latest publication first.

    Articles without a date come last.
    """
    query = page_query(request, params, ORDERS)
    values, more = params.filters(), {}
    page = await articles.list_articles_page(reading, query, values)
    if params.facets:
        facets = await read_article_facets(
            reading, values, params.facets, withdrawn=params.withdrawn
        )
        more["facets"] = facets_body(facets)
    rows = [article_row(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields, more=more)


@router.get("/{article_id}", responses=record_of(ArticleOut) | WITHDRAWN | MERGED)
async def read_article(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[ArticleParams, Query()],
) -> Response:
    """Return one article. Its texts are at `/articles/{article_id}/revisions`."""
    found = await (
        read_article_version(reading, article_id, params.version)
        if params.version
        else found_or_withdrawn(
            articles.read_article(reading, article_id, withdrawn=params.withdrawn),
            reading,
            resource="article",
            key=article_id,
        )
    )
    return respond_record(request, article_record(found), fields=params.fields)


@LIFECYCLE.updates
def update_article(
    write: Write,
    article_id: int,
    version: ReadVersion,
    patch: ArticlePatch,
) -> None:
    """Change the sent fields of an article.

    If its date changes, claims without a date of their own get the new date. A change
    to an outlet that has already published the text, exactly or nearly, is refused
    unless `new` is true. `If-Match` is the `ETag` of the article.
    """
    spec = article_spec(patch)
    revise_article(write, article_id, version=version, spec=spec, new=patch.new)


@LIFECYCLE.reverts
def revert_article_to_version(
    write: Write, article_id: int, version: ReadVersion, revert: RevertIn
) -> None:
    """Write the content of an earlier version of an article as a new version.

    Its visibility, texts and claims stay unchanged. A version that was redacted, or
    that refers to withdrawn records, is refused.
    """
    revert_article(write, article_id, version=version, to=revert.version)


@LIFECYCLE.cascades
def delete_article(
    write: Write,
    article_id: int,
    version: ReadVersion,
    params: Annotated[CascadeParams, Query()],
) -> None:
    """Withdraw an article without live claims, and the unnamed sources in it.

    With `cascade=true` its claims are withdrawn with it, unless an assessment of a fact
    cites one of them as evidence. Nothing is deleted:
    `/articles/{article_id}/restore` restores the same records.
    """
    withdraw_article(write, article_id, version=version, cascade=params.cascade)


@LIFECYCLE.restores
def restore_withdrawn_article(
    write: Write, article_id: int, version: ReadVersion
) -> None:
    """Restore a withdrawn article, with the records that were withdrawn with it."""
    restore_article(write, article_id, version=version)


@LIFECYCLE.merges
def merge_two_articles(
    write: Write, article_id: int, version: ReadVersion, merge: MergeIn
) -> None:
    """Merge an article into another one, the survivor: both record the same article.

    The survivor then represents both: its lists have the claims of both, and the URL of
    the article leads to it. A claim keeps the article in which it was printed. Articles
    of two outlets cannot be merged, nor can a reprint with its original.
    """
    merge_article(write, article_id, into_id=merge.merged_into_id, version=version)


@LIFECYCLE.unmerges
def unmerge_merged_article(write: Write, article_id: int, version: ReadVersion) -> None:
    """Undo the merge of an article.

    The claims that were printed in it belong to it again.
    """
    unmerge_article(write, article_id, version=version)
