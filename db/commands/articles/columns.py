"""The columns of an article: those given, its outlet, and computed ones."""

from typing import Any

from sqlalchemy import select

from db.commands.articles.addresses import key_of
from db.commands.sources import Spec, resolve_source
from db.commands.uses import refuse_without
from db.commands.visibility.access import Access
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Article, Source
from db.queries.visibility import visible

NO_COLUMNS = {"outlet", "addresses", "identifiers"}


def article_columns(write: Write, spec: Spec, *, within: Access) -> dict[str, Any]:
    """Return the given columns, with a described outlet matched or created."""
    columns = {name: value for name, value in spec.items() if name not in NO_COLUMNS}
    if "outlet" in spec and spec["outlet"] is None:
        columns.setdefault("outlet_id", None)
    if spec.get("outlet") or spec.get("outlet_id"):
        outlet_id = resolve_source(
            write, spec, "outlet", kinds=("outlet",), within=within
        )
        refuse_without(write, Source, [outlet_id])
        columns["outlet_id"] = outlet_id
    return columns


def derive(article: Article) -> None:
    """Set the computed columns; raise ``InvalidError`` for an invalid address."""
    article.url_key = None if article.url is None else key_of(article.url, "url")


def check_root(write: Write, article: Article) -> None:
    """Check that the chain of reprints does not lead back to this article."""
    at, root_id = "root_article_id", article.root_article_id
    while root_id is not None:
        if root_id == article.id:
            message = "An article is not a reprint of itself, or of its own reprints."
            raise InvalidError(message, at)
        found = write.session.execute(
            select(Article.root_article_id, Article.merged_into_id)
            .where(Article.id == root_id, visible(Article, write.viewer))
            .with_for_update(read=True)  # concurrent writes could create a cycle
        ).one_or_none()
        if found is None:
            raise InvalidError.not_found("article", at)
        root_id = found.merged_into_id or found.root_article_id
