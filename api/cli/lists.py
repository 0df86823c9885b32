"""The commands that list sources and claims."""

from typing import Annotated, Any, get_args

import typer

from api.cli.named import find_sources, source_name
from api.cli.opening import DatabaseUrl, read
from api.cli.options import checked
from api.cli.output import AsJson, print_json
from api.cli.tables import claim_table, say_sources, say_table, source_table
from api.schemas.claim_lists import ClaimListParams, ClaimsOfSourceParams
from api.schemas.closed_lists import AnyReview
from api.schemas.source_lists import SourceListParams
from api.serializers.claims import claim_rows
from api.serializers.sources import source_row
from api.serializers.values import Json
from api.settings import MAX_PAGE_SIZE, PAGE_SIZE
from db.engine.reader import Reader
from db.models.claim import Act
from db.models.source import SourceKind
from db.queries.sources import SourceListRow, SourceRow
from db.reads.claims import ClaimPage, list_claims_page
from db.reads.pages import Page, PageQuery
from db.reads.reading import Reading
from db.reads.sources import list_sources_page
from db.values.viewer import LOCAL_VIEWER

FILTER_OF_ROLE = {"any": "source", "speaker": "speaker", "origin": "origin"}


def _choice(what: str, values: Any) -> Any:  # noqa: ANN401 - a Literal
    listed = " | ".join(get_args(values))
    return typer.Option(help=f"{what}; may be repeated. {listed}", metavar="WORD")


Limit = Annotated[int, typer.Option(min=1, max=MAX_PAGE_SIZE, help="How many at most.")]
Words = Annotated[str | None, typer.Option(help="Words of their names.")]
Kinds = Annotated[list[str] | None, _choice("Their kind", SourceKind)]
Sectors = Annotated[list[str] | None, typer.Option(help="Their sector, like military.")]
Countries = Annotated[list[str] | None, typer.Option(help="Their country, like BY.")]
Articles = Annotated[
    list[int] | None, typer.Option(help="The id of an article that quotes them.")
]
SourceSort = Annotated[str, typer.Option(help="-recorded | recorded | name")]
Named = Annotated[
    str | None,
    typer.Option(
        parser=source_name,
        metavar="NAME|ID",
        help="Who said it: an id or a name.",
    ),
]
Role = Annotated[str, typer.Option(help="Their role in it: speaker | origin | any")]
Acts = Annotated[list[str] | None, _choice("Its speech act", Act)]
Tags = Annotated[list[str] | None, typer.Option(help="One of its tags.")]
Reviews = Annotated[list[str] | None, _choice("Its state of review", AnyReview)]
ClaimSort = Annotated[
    str, typer.Option(help="-dated | dated | -recorded | recorded | position")
]


def sources(
    *,
    q: Words = None,
    kind: Kinds = None,
    sector: Sectors = None,
    country: Countries = None,
    article: Articles = None,
    sort: SourceSort = "-recorded",
    limit: Limit = PAGE_SIZE,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List sources, named and unnamed."""
    given = {"q": q, "kind": kind, "sector": sector, "country": country}
    more_given = {"article": article, "sort": sort, "limit": limit}
    params = checked(SourceListParams, given | more_given)

    async def work(reader: Reader) -> Page[SourceListRow]:
        query = PageQuery(params.limit, sort=params.sort)
        reading = Reading(reader, LOCAL_VIEWER)
        return await list_sources_page(reading, query, params.filters())

    found = read(database_url, work)
    shown = [source_row(row) for row in found.rows]
    more = found.next_key is not None
    if as_json:
        print_json({"data": shown, "more": more})
    else:
        say_table(source_table(shown), more=more)


def claims(
    *,
    source: Named = None,
    role: Role = "any",
    act: Acts = None,
    tag: Tags = None,
    review: Reviews = None,
    sort: ClaimSort = "-dated",
    limit: Limit = PAGE_SIZE,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List claims, the latest first. With a source, list only its claims."""
    checked(ClaimsOfSourceParams, {"role": role})
    given = {"act": act, "tag": tag, "review": review, "sort": sort, "limit": limit}
    params = checked(ClaimListParams, given)

    async def work(reader: Reader) -> tuple[list[SourceRow], ClaimPage]:
        reading = Reading(reader, LOCAL_VIEWER)
        meant = await find_sources(reading, source) if source else []
        values = dict(params.filters())
        if meant:
            values[FILTER_OF_ROLE[role]] = [row.id for row in meant]
        query = PageQuery(params.limit, sort=params.sort)
        return meant, await list_claims_page(reading, query, values)

    meant, found = read(database_url, work)
    shown, more = claim_rows(found.page.rows, found.parts), found.page.next_key
    refs = [_ref(source_row(row)) for row in meant]
    if as_json:
        print_json({"sources": refs, "data": shown, "more": more is not None})
    else:
        say_sources(refs)
        say_table(claim_table(shown), more=more is not None)


def _ref(source: Json) -> Json:
    return {key: source[key] for key in ("id", "name", "label", "kind")}
