"""The commands that list sources and claims."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, get_args

import typer
from rich.box import HORIZONTALS
from rich.table import Table
from rich.text import Text

from api.cli.named import find_sources, source_name
from api.cli.opening import DatabaseUrl, read
from api.cli.options import checked
from api.cli.output import AsJson, cell, print_json, remark, say, say_all
from api.formats.claims import by_claim, claim_row
from api.formats.sources import source_row
from api.formats.values import Json
from api.schemas.claim_lists import (
    ClaimListParams,
    ClaimsOfSourceParams,
    ReviewFilter,
)
from api.schemas.lists import ListParams
from api.schemas.source_lists import SourceListParams
from api.settings import MAX_PAGE_SIZE, PAGE_SIZE
from db.models.claim import Act
from db.models.source import SourceKind
from db.prepared import Prepared
from db.queries.claims import list_claims, list_speakers
from db.queries.filters import Values, batch_size, ids, named, shape_of
from db.queries.sources import list_sources
from db.reader import Reader
from db.types import AnyRow
from db.viewer import LOCAL_VIEWER

LONGEST = 400  # characters of a claim in a table; JSON has them all
LISTED = 20  # sources above a table of claims
PARTS = {"any": "source", "speaker": "speaker", "origin": "origin"}

Limit = Annotated[int, typer.Option(min=1, max=MAX_PAGE_SIZE, help="How many at most.")]


def _choice(what: str, values: Any) -> Any:  # noqa: ANN401 - a Literal
    listed = " | ".join(get_args(values))
    return typer.Option(help=f"{what}; may be repeated. {listed}", metavar="WORD")


def sources(
    *,
    q: Annotated[str | None, typer.Option(help="Words of their names.")] = None,
    kind: Annotated[list[str] | None, _choice("Their kind", SourceKind)] = None,
    sector: Annotated[
        list[str] | None, typer.Option(help="Their sector, like military.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="Their country, like BY.")
    ] = None,
    article: Annotated[
        list[int] | None, typer.Option(help="The id of an article they are quoted in.")
    ] = None,
    sort: Annotated[
        str, typer.Option(help="-recorded | recorded | name")
    ] = "-recorded",
    limit: Limit = PAGE_SIZE,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List sources, named and unnamed."""
    given = {
        "q": q,
        "kind": kind,
        "sector": sector,
        "country": country,
        "article": article,
        "sort": sort,
        "limit": limit,
    }
    params = checked(SourceListParams, given)

    async def work(reader: Reader) -> list[AnyRow]:
        values = params.filters()
        return await _rows(
            reader, list_sources, params, sort=params.sort, values=values
        )

    rows = read(database_url, work)
    shown = [source_row(row) for row in rows[:limit]]
    more = len(rows) > limit
    if as_json:
        print_json({"data": shown, "more": more})
    else:
        _say(_source_table(shown), more=more)


def claims(
    *,
    source: Annotated[
        str | None,
        typer.Option(
            parser=source_name,
            metavar="NAME|ID",
            help="Who said it: an id, or a name that all of them have.",
        ),
    ] = None,
    role: Annotated[
        str, typer.Option(help="What they are in it: speaker | origin | any")
    ] = "any",
    act: Annotated[list[str] | None, _choice("What it does", Act)] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag it carries.")] = None,
    review: Annotated[
        list[str] | None, _choice("How far it is reviewed", ReviewFilter)
    ] = None,
    sort: Annotated[
        str, typer.Option(help="-dated | dated | -recorded | recorded | position")
    ] = "-dated",
    limit: Limit = PAGE_SIZE,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List claims, those of a source if it is named, the latest first."""
    checked(ClaimsOfSourceParams, {"role": role})
    given = {"act": act, "tag": tag, "review": review, "sort": sort, "limit": limit}
    params = checked(ClaimListParams, given)

    async def work(reader: Reader) -> tuple[Sequence[AnyRow], list[Json], bool]:
        sources = await find_sources(reader, source) if source else []
        values = dict(params.filters())
        if sources:
            values[PARTS[role]] = [row.id for row in sources]
        return sources, *await _claims(reader, params, values)

    found, shown, more = read(database_url, work)
    refs = [_ref(source_row(row)) for row in found]
    if as_json:
        print_json({"sources": refs, "data": shown, "more": more})
    else:
        _say_sources(refs)
        _say(_claim_table(shown), more=more)


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
    builder: Callable[..., Prepared],
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


def _say(table: Table, *, more: bool) -> None:
    if not table.row_count:
        say("There are none.")
        return
    say_all(table)
    if more:
        remark(f"There are more: --limit shows up to {MAX_PAGE_SIZE:,}.")


def _say_sources(refs: Sequence[Json]) -> None:
    for ref in refs[:LISTED]:
        say(f"#{ref['id']} {ref['label']}, {ref['kind']}")
    if len(refs) > LISTED:
        say(f"and {len(refs) - LISTED:,} more of this name")


def _source_table(rows: Sequence[Json]) -> Table:
    table = Table(box=HORIZONTALS)
    table.add_column("id", justify="right", no_wrap=True)
    for name in ("source", "kind", "sector", "country"):
        table.add_column(name)
    for row in rows:
        table.add_row(
            str(row["id"]),
            cell(row["label"]),
            row["kind"],
            cell(row["sector"] or ""),
            row["country_code"] or "",
        )
    return table


def _claim_table(rows: Sequence[Json]) -> Table:
    table = Table(box=HORIZONTALS, show_lines=True)
    table.add_column("id", justify="right", no_wrap=True)
    table.add_column("dated", no_wrap=True)
    table.add_column("act", no_wrap=True)
    table.add_column("claim", ratio=1)
    for row in rows:
        day = str(row["dated"]["at"])[:10]
        table.add_row(str(row["id"]), day, row["act"], _claim_cell(row))
    return table


def _claim_cell(row: Json) -> Text:
    """Return who said it, what, and where it is printed, on lines of their own."""
    speakers = ", ".join(one["label"] for one in row["speakers"])
    origins = ", ".join(one["label"] for one in row["origins"])
    chain = speakers if origins == speakers else f"{speakers} ← {origins}"
    words = row["text"]
    if len(words) > LONGEST:
        words = f"{words[:LONGEST]}…"
    outlet = row["article"]["outlet"]
    printed = f"{outlet['name']}, " if outlet else ""
    return Text("\n").join(
        [
            cell(chain or "unattributed", "bold"),
            cell(words),
            cell(f"{printed}article {row['article_id']}", "dim"),
        ]
    )
