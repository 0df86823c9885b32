"""The commands that list sources and claims."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any, get_args

import typer

from api.cli.named import find_sources, source_name
from api.cli.opening import DatabaseUrl, read
from api.cli.options import checked
from api.cli.output import AsJson, print_json
from api.cli.tables import claim_table, say_sources, say_table, source_table
from api.schemas.claim_lists import ClaimListParams, ClaimsOfSourceParams
from api.schemas.closed_lists import AnyReview
from api.schemas.lists import ListParams
from api.schemas.source_lists import SourceListParams
from api.serializers.claims import claim_row
from api.serializers.sources import source_row
from api.serializers.values import Json
from api.settings import MAX_PAGE_SIZE, PAGE_SIZE
from db.engine.prepared import Prepared
from db.engine.reader import Reader
from db.models.claim import Act
from db.models.source import SourceKind
from db.queries.claims import list_claims, list_speakers
from db.queries.filters import Values, batch_size, ids, named, shape_of
from db.queries.sources import list_sources
from db.reads.claims import by_claim
from db.values.types import AnyRow
from db.values.viewer import LOCAL_VIEWER

PARTS = {"any": "source", "speaker": "speaker", "origin": "origin"}


def _choice(what: str, values: Any) -> Any:  # noqa: ANN401 - a Literal
    listed = " | ".join(get_args(values))
    return typer.Option(help=f"{what}; may be repeated. {listed}", metavar="WORD")


Limit = Annotated[int, typer.Option(min=1, max=MAX_PAGE_SIZE, help="How many at most.")]
Words = Annotated[str | None, typer.Option(help="Words of their names.")]
Kinds = Annotated[list[str] | None, _choice("Their kind", SourceKind)]
Sectors = Annotated[list[str] | None, typer.Option(help="Their sector, like military.")]
Countries = Annotated[list[str] | None, typer.Option(help="Their country, like BY.")]
Articles = Annotated[
    list[int] | None, typer.Option(help="The id of an article they are quoted in.")
]
SourceSort = Annotated[str, typer.Option(help="-recorded | recorded | name")]
Named = Annotated[
    str | None,
    typer.Option(
        parser=source_name,
        metavar="NAME|ID",
        help="Who said it: an id, or a name that all of them have.",
    ),
]
Role = Annotated[str, typer.Option(help="What they are in it: speaker | origin | any")]
Acts = Annotated[list[str] | None, _choice("What it does", Act)]
Tags = Annotated[list[str] | None, typer.Option(help="A tag it carries.")]
Reviews = Annotated[list[str] | None, _choice("How far it is reviewed", AnyReview)]
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
    found = read(database_url, partial(_sources, params=params))
    shown, more = [source_row(row) for row in found[:limit]], len(found) > limit
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
    """List claims, those of a source if it is named, the latest first."""
    checked(ClaimsOfSourceParams, {"role": role})
    given = {"act": act, "tag": tag, "review": review, "sort": sort, "limit": limit}
    params = checked(ClaimListParams, given)

    async def work(reader: Reader) -> tuple[Sequence[AnyRow], list[Json], bool]:
        named_sources = await find_sources(reader, source) if source else []
        values = dict(params.filters())
        if named_sources:
            values[PARTS[role]] = [row.id for row in named_sources]
        return named_sources, *await _claims(reader, params, values)

    found, shown, more = read(database_url, work)
    refs = [_ref(source_row(row)) for row in found]
    if as_json:
        print_json({"sources": refs, "data": shown, "more": more})
    else:
        say_sources(refs)
        say_table(claim_table(shown), more=more)


async def _sources(reader: Reader, params: SourceListParams) -> list[AnyRow]:
    values = params.filters()
    return await _rows(reader, list_sources, params, sort=params.sort, values=values)


async def _claims(
    reader: Reader, params: ClaimListParams, values: Values
) -> tuple[list[Json], bool]:
    """Return the claims that are shown, and whether there are more."""
    rows = await _rows(reader, list_claims, params, sort=params.sort, values=values)
    claims = [row.id for row in rows[: params.limit]]
    speakers = list_speakers(count=batch_size(len(claims)), viewer=LOCAL_VIEWER)
    steps = by_claim(await reader.rows(speakers, **ids("claim", claims)))
    shown = [claim_row(row, steps.get(row.id, ())) for row in rows[: params.limit]]
    return shown, len(rows) > params.limit


async def _rows(
    reader: Reader,
    builder: Callable[..., Prepared[Any]],
    params: ListParams,
    *,
    sort: str,
    values: Values,
) -> list[AnyRow]:
    """Return the first rows of a list, and one more if there is one."""
    built = builder(
        shape=shape_of(values), sort=sort, limit=params.limit + 1, viewer=LOCAL_VIEWER
    )
    return list(await reader.scan(built, **named(values)))


def _ref(source: Json) -> Json:
    return {key: source[key] for key in ("id", "name", "label", "kind")}
