"""The command that adds an article."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from api.cli.dates import fuzzy_date
from api.cli.failures import CommandError, advising
from api.cli.opening import DatabaseUrl, opened
from api.cli.options import checked
from api.cli.output import AsJson, print_json, say
from api.schemas.articles import ArticleIn, LongText
from api.schemas.lists import WriteParams
from api.schemas.specs import article_spec, revision_spec
from api.serializers.articles import article_record
from api.serializers.changes import written_with
from api.serializers.values import Json
from api.settings import MAX_LARGE_BODY
from db.commands.articles import record_article
from db.engine.session import Context, write_transaction
from db.models.article import ArticleKind
from db.reads.articles import read_article
from db.reads.within import read_within

STDIN = "-"
TEXT = TypeAdapter[str](LongText)
FAULTS = {
    "too_short": "is empty: give the text of the article",
    "too_long": "is too long: split it, 5,000,000 characters are the most",
}
NO_TEXT = "holds NUL characters and is no text: extract its text first"


File = Annotated[str, typer.Argument(help="Its text in UTF-8; - reads stdin.")]
Outlet = Annotated[
    str | None, typer.Option(help="Who published it; created if it is unknown.")
]
OutletId = Annotated[int | None, typer.Option(help="Who published it, by id.", min=1)]
Address = Annotated[str | None, typer.Option(help="Its address.")]
Published = Annotated[
    object,
    typer.Option(
        parser=fuzzy_date,
        metavar="DATE",
        help="2022, 2022-03, 2022-Q1, 2022-03-22 or an instant.",
    ),
]
Title = Annotated[str | None, typer.Option(help="Its headline.")]
Kind = Annotated[ArticleKind, typer.Option(help="What it is.")]
Language = Annotated[str | None, typer.Option(help="Its language, like en or zh-Hant.")]
New = Annotated[
    bool, typer.Option("--new", help="Another article, though its text is known.")
]
Reason = Annotated[str | None, typer.Option(help="Why, for the history.")]


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
        message = "Give --outlet, --url or --title: nobody could find it again."
        raise typer.BadParameter(message)
    why = checked(WriteParams, {"reason": reason}).reason
    article = checked(ArticleIn, columns | {"text": _text(file)})
    record, made = _record(article, database_url=database_url, reason=why)
    if as_json:
        print_json(record | made)
        return
    length = record["revision"]["text_length"]
    say(f"Recorded article {record['id']}, {length:,} characters.")
    for other in made["created"]:
        say(f"Made {other['resource']} {other['id']}, {outlet}: it was not known here.")


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
        "POST /api/v1/articles/{id}/revisions. If its text is the same and it is "
        "another article, use --new.",
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


def _text(file: str) -> str:
    """Return the text of ``file``; raise ``CommandError`` if it is not text."""
    content = _content(file)
    name = "The text on stdin" if file == STDIN else file
    try:
        # A byte order mark at the start is not part of the text.
        text: str = TEXT.validate_python(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = (
            f"{name} is not UTF-8: the byte {content[error.start]:#x} in line {line} "
            "does not belong there. Convert it, for example with "
            "`iconv -f WINDOWS-1252 -t UTF-8`."
        )
        raise CommandError(message) from error
    except ValidationError as error:
        fault = FAULTS.get(error.errors()[0]["type"], NO_TEXT)
        raise CommandError(f"{name} {fault}.") from error
    return text


def _content(file: str) -> bytes:
    """Return the bytes of ``file``, up to the limit that the API has too."""
    try:
        if file == STDIN:
            content = sys.stdin.buffer.read(MAX_LARGE_BODY + 1)
        else:
            with Path(file).open("rb") as text:
                content = text.read(MAX_LARGE_BODY + 1)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}. Name a text file, or -."
        raise CommandError(message) from error
    if len(content) > MAX_LARGE_BODY:
        message = f"{file} is larger than {MAX_LARGE_BODY >> 20} MB: split it."
        raise CommandError(message)
    return content
