"""The command that anchors claims in the newest texts of their articles."""

from typing import Annotated

import typer

from api.cli.failures import CommandError
from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, progress, say
from db.commands.articles import reanchor_article
from db.engine.session import Context, SessionFactory, write_transaction
from db.queries.anchors import articles_to_anchor
from db.values.viewer import LOCAL_VIEWER

REASON = "reanchor"


def reanchor(
    *,
    article: Annotated[
        int | None, typer.Option(help="The id of the only article to process.", min=1)
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = REASON,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Anchor the claims of articles in their newest texts; say how many changed."""
    with opened(database_url) as sessions:
        articles = [article] if article else _articles(sessions)
        changed = _reanchor(sessions, articles, reason)
    if as_json:
        print_json({"articles": len(articles), "claims": changed})
    else:
        say(f"{len(articles):,} articles processed, {changed:,} claims changed.")


def _articles(sessions: SessionFactory) -> list[int]:
    with write_transaction(sessions) as write:
        rows = write.rows(articles_to_anchor(viewer=LOCAL_VIEWER))
    return [row.article_id for row in rows]


def _reanchor(sessions: SessionFactory, articles: list[int], reason: str) -> int:
    """Anchor the claims of each article in a separate transaction."""
    changed = 0
    with progress("articles", total=len(articles)) as done:
        for number, article_id in enumerate(articles, 1):
            with write_transaction(sessions, Context(reason=reason)) as write:
                found = reanchor_article(write, article_id)
            if found is None and len(articles) == 1:
                message = f"There is no article {article_id}: check the id."
                raise CommandError(message)
            changed += found or 0
            done(number)
    return changed
