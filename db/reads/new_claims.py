"""New claims, shown from the values that the transaction has just stored.

Names of records that were not read before the write are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.commands.claims import ArticleContext, NewClaim
from db.engine.prepared import RowT
from db.models import Attribution, Claim, ClaimSubject, ClaimTag, Stance
from db.queries.claims import (
    ClaimRow,
    SpanRow,
    StepRow,
    SubjectRow,
    TagOfClaimRow,
)
from db.queries.named_records import NamedRecordRow
from db.queries.stances import StanceRow
from db.reads.claims import ClaimDetail
from db.reads.reading import Reading
from db.reads.record_names import Names, Reference, read_names

OF_ARTICLE = (
    *("id", "title", "url"),
    *("published_from", "published_to", "published_precision", "published_text"),
)
OF_REVISION = ("id", "number", "captured_at", "text_length", "text_sha256")
OF_STEP = ("name", "kind", "label")
OF_SOURCE = ("id", *OF_STEP)
Values = Mapping[str, Any]


async def read_new_claims(
    reading: Reading, new: Sequence[NewClaim]
) -> list[ClaimDetail]:
    """Return claims in their order; no claim was merged into them yet."""
    wanted = {ref: one for one in new for ref in _references(one)}
    # A source that a claim describes may have become a namesake of another one.
    is_described = any(one.spec.described for one in new)
    names = {} if is_described else _known_names(wanted)
    names |= await read_names(reading, wanted.keys() - names.keys())
    return [_detail(names, one.claim, one.article) for one in new]


def _known_names(
    wanted: Mapping[Reference, NewClaim],
) -> dict[tuple[str, int | None], NamedRecordRow]:
    """Return the names that the write has read already."""
    found = ((ref, one.names.get(ref)) for ref, one in wanted.items())
    return {ref: row for ref, row in found if row}


def _references(new: NewClaim) -> Iterator[Reference]:
    claim, outlet_id = new.claim, new.article.row.outlet_id
    ids = [("source", outlet_id)]
    for of_claim in (claim.attribution, claim.subjects):
        for one in of_claim:
            ids += [("source", one.source_id), ("source", one.printed_source_id)]
    ids += [("fact", stance.fact_id) for stance in claim.stances]
    ids += [("tag", tag.tag_id) for tag in claim.tags]
    return ((resource, id_) for resource, id_ in ids if id_ is not None)


def _detail(names: Names, claim: Claim, article: ArticleContext) -> ClaimDetail:
    columns = _article_columns(names, article) | _revision_columns(article)
    steps = sorted(claim.attribution, key=lambda step: (step.position, step.seq))
    of: dict[str, Any] = {"claim_id": claim.id}
    return ClaimDetail(
        _row(ClaimRow, vars(claim), columns),
        [_row(StepRow, vars(one), of | _sources(names, one)) for one in steps],
        [
            _row(SubjectRow, vars(one), of | _sources(names, one))
            for one in claim.subjects
        ],
        [_row(SpanRow, vars(one), of) for one in claim.spans],
        [_row(TagOfClaimRow, of, _tag(names, one)) for one in claim.tags],
        [_row(StanceRow, vars(one), of | _fact(names, one)) for one in claim.stances],
    )


def _row(row_type: type[RowT], stored: Values, others: Values) -> RowT:
    """Return a row; unset fields are null."""
    values = {**stored, **others}
    return tuple.__new__(row_type, map(values.get, row_type.columns))


def _article_columns(names: Names, article: ArticleContext) -> dict[str, Any]:
    row = article.row
    found = {f"article_{name}": getattr(row, name) for name in OF_ARTICLE}
    if row.outlet_id is not None:
        outlet = names["source", row.outlet_id]
        found |= {f"article_outlet_{name}": getattr(outlet, name) for name in OF_SOURCE}
    return found


def _revision_columns(article: ArticleContext) -> dict[str, Any]:
    revision = article.revision
    return {f"revision_{name}": getattr(revision, name, None) for name in OF_REVISION}


def _sources(names: Names, one: Attribution | ClaimSubject) -> dict[str, Any]:
    """Return the columns of the survivor and of the printed source."""
    counted = names["source", one.source_id]
    printed = names["source", one.printed_source_id]
    of_printed = {f"printed_{name}": getattr(printed, name) for name in OF_STEP}
    return {name: getattr(counted, name) for name in OF_STEP} | of_printed


def _tag(names: Names, one: ClaimTag) -> Values:
    return {"name": names["tag", one.tag_id].name}


def _fact(names: Names, one: Stance) -> dict[str, Any]:
    fact = names["fact", one.fact_id]
    return {"slug": fact.kind, "statement": fact.name}
