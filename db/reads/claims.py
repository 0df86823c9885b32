"""Single claims, and lists of claims: all, of a source, of an article, of a fact."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar, get_args

from db.engine.prepared import RowT
from db.queries.claims import (
    FOUND_ORDERS,
    MAX_VALUES_LOOKED_UP,
    ORDERS,
    ClaimListRow,
    ClaimRow,
    PrintRow,
    SpanRow,
    SpeakerRow,
    StepRow,
    SubjectRow,
    TagOfClaimRow,
    count_claims,
    count_tested,
    get_claim,
    list_claims,
    list_prints,
    list_spans,
    list_speakers,
    list_steps,
    list_subjects,
    list_tags,
    padded,
)
from db.queries.filters import Values, named
from db.queries.keyset import Order
from db.queries.stances import StanceRow, list_stances
from db.queries.survivors import list_people
from db.reads.drafts import with_drafts
from db.reads.found_claims import list_found_page, list_sorted_page
from db.reads.merged import with_merged, with_merged_articles
from db.reads.named import with_named
from db.reads.pages import Listing, Page, PageQuery
from db.reads.query_fields import OF_CLAIMS, with_fields
from db.reads.quoted import is_quoted_often
from db.reads.reading import Builder, Reading
from db.reads.records import require_row
from db.reads.tested_claims import (
    INDEXED_BY_SORT,
    is_bounded,
    is_counted_by_index,
    list_tested_page,
    listed_by_index,
)
from db.search.splitting import has_more_than_filters
from db.values.totals import MAX_TOTAL

Part = Literal["attribution", "subjects", "spans", "tags", "stances"]
PARTS: Sequence[Part] = get_args(Part)
# Builders of the children of claims besides their chains.
BUILDERS: Mapping[str, Builder[Any]] = {
    "subjects": list_subjects,
    "spans": list_spans,
    "tags": list_tags,
    "stances": list_stances,
}
CLAIMS = Listing(list_claims, count_claims, ORDERS, indexed=INDEXED_BY_SORT)


class OfClaim(Protocol):
    """A row that belongs to a claim."""

    @property
    def claim_id(self) -> int:
        """Return the id of the claim."""


OfClaimT = TypeVar("OfClaimT", bound=OfClaim)


@dataclass(frozen=True)
class ClaimDetail:
    """A single claim with its parts."""

    row: ClaimRow
    steps: Sequence[StepRow]
    subjects: Sequence[SubjectRow]
    spans: Sequence[SpanRow]
    tags: Sequence[TagOfClaimRow]
    stances: Sequence[StanceRow]
    prints: Sequence[PrintRow] = ()  # where the claims merged into it were printed


@dataclass(frozen=True)
class ClaimParts:
    """The children of the claims of a page, by claim id; empty if not read.

    ``chains`` has whole chains, ``speakers`` only the steps at the ends of chains.
    """

    speakers: Mapping[int, Sequence[SpeakerRow]]
    chains: Mapping[int, Sequence[StepRow]] = field(default_factory=dict)
    subjects: Mapping[int, Sequence[SubjectRow]] = field(default_factory=dict)
    spans: Mapping[int, Sequence[SpanRow]] = field(default_factory=dict)
    tags: Mapping[int, Sequence[TagOfClaimRow]] = field(default_factory=dict)
    stances: Mapping[int, Sequence[StanceRow]] = field(default_factory=dict)


@dataclass(frozen=True)
class ClaimPage:
    """A page of claims with their children."""

    page: Page[ClaimListRow]
    parts: ClaimParts


async def require_claim(reading: Reading, claim_id: int) -> None:
    """Raise ``NotFoundError`` or ``MergedError`` if the claim does not exist."""
    await require_row(reading, get_claim, "claim", record_id=claim_id)


async def read_claim(
    reading: Reading,
    claim_id: int,
    *,
    withdrawn: bool = False,
    merged: bool = False,
    until: datetime | None = None,
    parts: Collection[Part] = PARTS,
) -> ClaimDetail:
    """Return a claim with these parts, if its article was published before ``until``.

    Raise ``NotFoundError``, or ``MergedError`` unless ``merged`` is set.
    """
    values = {"until": until} if until else None
    seen = {"withdrawn": withdrawn, "as_of": until is not None, "merged": merged}
    row = await require_row(
        reading, get_claim, "claim", record_id=claim_id, values=values, **seen
    )
    lacking = {"subjects": not row.has_subjects, "stances": not row.has_stances}

    async def part(name: Part, builder: Builder[RowT]) -> Sequence[RowT]:
        if name not in parts or lacking.get(name):
            return ()
        return await reading.rows(builder, {"claim__0": claim_id}, withdrawn=withdrawn)

    return ClaimDetail(
        row,
        await part("attribution", list_steps),
        await part("subjects", list_subjects),
        await part("spans", list_spans),
        await part("tags", list_tags),
        await part("stances", list_stances),
        await reading.rows(list_prints, {"claim": claim_id}) if row.has_prints else (),
    )


def orders_of(values: Values) -> Mapping[str, Order]:
    """Return the available orders: the ones of the index if ``q`` has words.

    Fields in the query need no lookup for this. A query that has only filters has the
    orders of these filters.
    """
    is_found = any(has_more_than_filters(node) for node in values.get("q", ()))
    return {**ORDERS, **FOUND_ORDERS} if is_found else ORDERS


async def list_claims_page(
    reading: Reading, query: PageQuery, values: Values, *, parts: Collection[Part] = ()
) -> ClaimPage:
    """Return a page of the claims that match all filters."""
    orders = orders_of(values)
    values = await with_claim_names(reading, values)
    if orders[query.sort] is FOUND_ORDERS.get(query.sort):
        page = await list_found_page(reading, query, values)
    elif "q" in values:
        page = await list_sorted_page(reading, query, values)
    else:
        page = await _listed_page(reading, query, values)
    page = await with_drafts(reading, query, values, page=page)
    return await with_parts(reading, page, parts, withdrawn=query.withdrawn)


async def _listed_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return a page of the claims that match filters, which are tested if need be."""
    if not is_bounded(values, query.sort):
        return await list_tested_page(reading, query, values)
    if not (query.total and is_counted_by_index(values)):
        return await CLAIMS.page(reading, query, values, whole=query.whole)
    rows = replace(query, total=False)
    page = await CLAIMS.page(reading, rows, values, whole=query.whole)
    listed = listed_by_index(values, length=MAX_TOTAL + 1)
    of = {"tested": listed, "withdrawn": query.withdrawn}
    (count,) = await reading.scan(count_tested, named(values), **of)
    return replace(page, total=count.total)


async def with_claim_names(reading: Reading, values: Values) -> Values:
    """Return filters with ids instead of names; merged records are included."""
    values = await with_named(reading, values)
    values = await with_merged_articles(reading, values, "article")
    return await with_fields(reading, values, OF_CLAIMS)


async def list_claims_of_source(
    reading: Reading,
    query: PageQuery,
    values: Values,
    *,
    name: str,
    affiliated: bool,
    parts: Collection[Part],
) -> ClaimPage:
    """Return a page of the claims of the source in the filter ``name``.

    With ``affiliated``, include the claims of people affiliated with it.
    """
    if affiliated:
        values = await _with_people(reading, values, name)
    crowd = values.get(f"affiliated_{name}", ())
    if await is_quoted_often(reading, crowd, people=True):
        page = await list_tested_page(reading, query, values)
    else:
        page = await _listed_page(reading, query, values)
    page = await with_drafts(reading, query, values, page=page)
    return await with_parts(reading, page, parts, withdrawn=query.withdrawn)


async def _with_people(reading: Reading, values: Values, name: str) -> Values:
    """Return filters in which ``name`` includes affiliated people.

    A few people without a start or end of their affiliation are looked up by id, each
    through an index.
    """
    whole = await with_merged(reading, values, name)
    people = await reading.rows_of(
        list_people, "organisation", record_ids=whole[name], limit=MAX_VALUES_LOOKED_UP
    )
    speakers = [*values[name], *(row.id for row in people)]
    is_bounded = any(row.is_bounded for row in people)
    if is_bounded or len(speakers) > MAX_VALUES_LOOKED_UP:
        others = {key: given for key, given in values.items() if key != name}
        return {**others, f"affiliated_{name}": whole[name]}
    return {**values, name: padded(speakers)}


async def with_parts(
    reading: Reading,
    page: Page[ClaimListRow],
    parts: Collection[Part],
    *,
    withdrawn: bool,
) -> ClaimPage:
    """Return a page with the ``parts`` of its claims and with their speakers."""
    claim_ids = [row.id for row in page.rows]
    of: dict[str, Any] = {"record_ids": claim_ids, "withdrawn": withdrawn}
    found: dict[str, Any] = {}
    if "attribution" in parts:
        chains = by_claim(await reading.rows_of(list_steps, "claim", **of))
        found |= {"speakers": chains, "chains": chains}
    else:
        speakers = await reading.rows_of(list_speakers, "claim", **of)
        found["speakers"] = by_claim(speakers)
    for part, builder in BUILDERS.items():
        if part in parts:
            found[part] = by_claim(await reading.rows_of(builder, "claim", **of))
    return ClaimPage(page, ClaimParts(**found))


def by_claim(rows: Iterable[OfClaimT]) -> Mapping[int, Sequence[OfClaimT]]:
    """Return rows grouped by claim, each group in the order of ``rows``."""
    groups: dict[int, list[OfClaimT]] = defaultdict(list)
    for row in rows:
        groups[row.claim_id].append(row)
    return groups
