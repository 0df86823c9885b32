"""The options of the command that adds an article."""

from typing import Annotated

import typer

from api.cli.dates import fuzzy_date
from db.models.article import ArticleKind

File = Annotated[str, typer.Argument(help="Its text in UTF-8; - reads stdin.")]
Outlet = Annotated[
    str | None, typer.Option(help="The outlet; created if it is unknown.")
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
Kind = Annotated[ArticleKind, typer.Option(help="The kind of article.")]
Language = Annotated[str | None, typer.Option(help="Its language, like en or zh-Hant.")]
New = Annotated[
    bool, typer.Option("--new", help="Record a different article with a known text.")
]
Reason = Annotated[str | None, typer.Option(help="Why, for the history.")]
