"""The command that adds an article."""

import typer

from api.cli.failures import advising
from api.cli.opening import DatabaseUrl, opened
from api.cli.options import checked
from api.cli.output import AsJson, print_json, say
from api.cli.record.options import (
    Address,
    File,
    Kind,
    Language,
    New,
    Outlet,
    OutletId,
    Published,
    Reason,
    Title,
)
from api.cli.record.texts import read_text
from api.schemas.articles import ArticleIn
from api.schemas.lists import WriteParams
from api.schemas.specs import article_spec, revision_spec
from api.serializers.articles import article_record
from api.serializers.changes import written_with
from api.serializers.values import Json
from db.commands.articles import record_article
from db.engine.session import Context, write_transaction
from db.reads.articles import read_article
from db.reads.within import read_within


def add_article(
    file: File,
    *,
    outlet: Outlet = None,
    outlet_id: OutletId = None,
    url: Address = None,
    published: Published = None,
    title: Title = None,
    kind: Kind = "news",
    language: Language = None,
    new: New = False,
    reason: Reason = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Add an article with its text, and its outlet if that is new."""
    columns = {
        "outlet": outlet and {"name": outlet},
        "outlet_id": outlet_id,
        "url": url,
        "published": published,
        "title": title,
        "kind": kind,
        "language": language,
        "new": new,
    }
    if not (outlet or outlet_id or url or title):
        message = "Give --outlet, --url or --title, to find the article again."
        raise typer.BadParameter(message)
    why = checked(WriteParams, {"reason": reason}).reason
    article = checked(ArticleIn, columns | {"text": read_text(file)})
    record, made = _record(article, database_url=database_url, reason=why)
    if as_json:
        print_json(record | made)
    else:
        _tell(record, made, outlet)


def _tell(record: Json, made: Json, outlet: str | None) -> None:
    """Print the recorded article and the created records."""
    length = record["revision"]["text_length"]
    say(f"Recorded article {record['id']}, {length:,} characters.")
    for other in made["created"]:
        say(f"Created {other['resource']} {other['id']}, {outlet}: it was unknown.")


def _record(
    article: ArticleIn, *, database_url: str | None, reason: str | None
) -> tuple[Json, Json]:
    """Add the article; return it, and the records created with it."""
    spec, revision = article_spec(article), revision_spec(article)
    several = advising("Choose one of them with --outlet-id.", about="source")
    unknown = advising(
        "Look for it with `onrecord sources --kind outlet`.", about="outlet_id"
    )
    known = advising(
        "If its text has changed, add it there as a revision: "
        "POST /api/v1/articles/{id}/revisions. If its text is the same but it is "
        "a different article, use --new.",
        about="article",
    )
    with (
        several,
        unknown,
        known,
        opened(database_url) as sessions,
        write_transaction(sessions, Context(reason=reason)) as write,
    ):
        made = record_article(write, spec, revision=revision, new=article.new)
        others = written_with(write, made.id, "article")
        row = read_within(write, read_article, made.id)
    return article_record(row), others
