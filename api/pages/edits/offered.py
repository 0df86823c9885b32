"""The fields in the form of each resource."""

from collections.abc import Mapping, Sequence
from typing import get_args

from api.pages.edits.fields import Field, count, date, instant, lines, outlet
from db.models.article import ArticleKind, Availability
from db.models.base import Visibility
from db.models.claim import Act, Form, Review, Terms
from db.models.fact import FactKind
from db.models.source import Seniority, SourceKind

CODE = "A code like en or pt-BR."
SHARED = (
    Field("visibility", "Who may see it", "choice", values=get_args(Visibility)),
    instant("embargo_until", "If restricted, becomes public on"),
    Field("note", "Note", "area", "For analysts; not printed."),
)
LANGUAGE = Field("language", "Language", help=CODE)

CLAIM = (
    Field(
        "statement",
        "Statement",
        "area",
        "The claim in words that are clear without the article.",
    ),
    Field("act", "Act", "choice", values=get_args(Act)),
    Field("form", "Form", "choice", values=get_args(Form)),
    lines("hedges", "Hedges", "The words that weaken the claim, one on each line."),
    date("said", "Said"),
    date("about", "About the time"),
    Field("terms", "Terms", "choice", values=get_args(Terms)),
    Field("terms_reason", "Why the source is not named"),
    lines("tags", "Tags", "One on each line. New ones are created."),
    Field("review", "Review", "choice", values=get_args(Review)),
    *SHARED,
)
ARTICLE = (
    Field("title", "Title"),
    outlet(),
    Field("kind", "Kind", "choice", values=get_args(ArticleKind)),
    Field("url", "Web address"),
    Field("byline", "By"),
    Field("dateline", "Dateline", help="The place and date, as printed."),
    LANGUAGE,
    date("published", "Published"),
    date("updated", "Changed"),
    Field(
        "availability",
        "Availability",
        "choice",
        values=("", *get_args(Availability)),
    ),
    *SHARED,
)
SOURCE = (
    Field("name", "Name"),
    Field("kind", "Kind", "choice", values=get_args(SourceKind)),
    Field("description", "Description", "area", "Who or what it is, in a few words."),
    Field("sector", "Sector", help="As government, military, business or media."),
    Field("seniority", "Seniority", "choice", values=get_args(Seniority)),
    count("people", "How many people", "As printed; empty if it is not."),
    Field("country_code", "Country", help="A code of two letters like UA."),
    LANGUAGE,
    *SHARED,
)
FACT = (
    Field("statement", "Statement", "area", "A sentence that is true or false."),
    Field("kind", "Kind", "choice", values=get_args(FactKind)),
    Field("resolution_criteria", "What counts", "area", "How it will be decided."),
    instant("opens_at", "Open since"),
    instant("closes_at", "Closes"),
    instant("resolves_by", "Due"),
    Field("place", "Place"),
    *SHARED,
)
TAG = (Field("name", "Name"), *SHARED)

OFFERED: Mapping[str, Sequence[Field]] = {
    "article": ARTICLE,
    "claim": CLAIM,
    "fact": FACT,
    "source": SOURCE,
    "tag": TAG,
}
