"""Conditions on the words of records: in the index, and on the stored words.

A query has several forms, which are bound as filters: ``fts5`` and ``tsquery`` for the
indexes, and ``needle`` for the test of the stored words. One more filter, whose name is
the outline of the query, tells how to combine the needles.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    String,
    and_,
    cast,
    column,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from db.engine.prepared import parameter
from db.models.word_rows import TERMS
from db.queries.filters import Shape, Values, binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.word_indexes import CLAIMS, WordIndex
from db.search.docids import LAST_ID
from db.search.matching import FTS5, needles, outline, written
from db.search.matching import TSQUERY as AS_TSQUERY
from db.search.trees import Node, has_order, leaves
from db.values.totals import MAX_TOTAL
from db.values.types import AnySelect, ByDatabase

OUTLINE, ORDERED = "outline ", "ordered "
# ``docid_from`` and ``docid_to`` are the document numbers of the interval of dates.
FORMS = {"fts5", "tsquery", "needle", "docid_from", "docid_to"}
COMBINED = {"&": and_, "|": or_}
# Conditions on the document number at which a page begins.
Bound = Callable[[Any], Sequence[ColumnElement[bool]]]
# PostgreSQL does not merge a select with an OFFSET into the outer one. Merged, it would
# scan the index with the order, and test the words of each row.
NO_ROWS: ColumnElement[int] = literal_column("0")
# The planner of PostgreSQL does not look into a subquery: it uses the index for all
# words. For common ones it would scan all rows, and analyse each of them.
BY_TERMS = literal_column(TERMS.text).op("@@", is_comparison=True)(
    select(cast(parameter("tsquery__0", String()), TSQUERY)).scalar_subquery()
)


def index_values(node: Node) -> Values:
    """Return a query in the forms of the two databases."""
    pieces = [needle for leaf in leaves(node) for needle in needles(leaf)]
    kind = ORDERED if has_order(node) else OUTLINE
    return {
        "fts5": [written(node, FTS5)],
        "tsquery": [written(node, AS_TSQUERY)],
        "needle": pieces,
        f"{kind}{outline(node)}": [],
    }


def split_search(shape: Shape) -> tuple[Shape, Shape]:
    """Return the filters of a shape that are forms of a query, and the others."""
    search = tuple(part for part in shape if _is_search(part[0]))
    return search, tuple(part for part in shape if part not in search)


def _is_search(name: str) -> bool:
    return name in FORMS or name.startswith((OUTLINE, ORDERED))


def in_index(
    search: Shape, record_id: SQLColumnExpression[int], index: WordIndex = CLAIMS
) -> list[ColumnElement[bool]]:
    """Return the conditions of a query, if any; the matches are collected first."""
    if not has_words(search):
        return []
    found = ByDatabase(
        select(id_of(index.fts.c.rowid)).where(by_fts5(index)).scalar_subquery(),
        select(index.rows.record_id).where(BY_TERMS).scalar_subquery(),
    )
    matching = record_id.op("IN", is_comparison=True)(found)
    if not is_ordered(search):
        return [matching]
    of_record = index.rows.record_id == record_id
    return [matching, exists().where(of_record, words_match(index.rows.words, search))]


def newest_found(
    search: Shape,
    index: WordIndex,
    records: AnySelect,
    *,
    named: SQLColumnExpression[int] | None = None,
) -> ColumnElement[bool]:
    """Match the newest ``MAX_TOTAL`` + 1 of the ``records`` that match a query.

    ``records`` selects the ids of all visible records that match the filters; the words
    are those of the record ``named``, by default the record itself.
    """
    record_id = index.record.id
    hits = indexed_rows(index)
    of_hit = (record_id if named is None else named) == hits.c.record_id
    record = records.where(of_hit).correlate(hits).scalar_subquery()
    listed = hits.c.record_id if named is None else record
    found = select(listed).select_from(hits).where(record.is_not(None))
    found = found.where(*words_of_hit(hits, search, index))
    newest = found.order_by(hits.c.docid).limit(literal_column(str(MAX_TOTAL + 1)))
    return among(record_id, newest)


def among(record_id: SQLColumnExpression[int], ids: AnySelect) -> ColumnElement[bool]:
    """Match the records with these ids, which are collected first.

    PostgreSQL then looks the records up. It would join them in one of several ways,
    by a guess of how many there are, and might read all records for each id.
    """
    collected: ColumnElement[Any] = func.array(ids.scalar_subquery())
    return ByDatabase(record_id.in_(ids), record_id == func.any(collected))


def page_of_found(
    statement: AnySelect, ids: AnySelect, *, order: Order, place: Place, limit: int
) -> AnySelect:
    """Return a page of what a search finds: its ``ids`` are sorted before others join.

    The database would join, and sort, all columns of the 10,000 newest matches.
    """
    (record_id,) = ids.selected_columns
    page = keyset_page(ids, order, place, limit=limit).correlate(None)
    found = statement.where(among(record_id, page))
    return keyset_page(found, order, Place(place.arm), limit=limit)


def words_of_hit(
    hits: Any,  # noqa: ANN401 - a table of docid and record_id
    search: Shape,
    index: WordIndex,
) -> list[ColumnElement[bool]]:
    """Return the test of the stored words, if the index matches more than the query."""
    if not is_ordered(search):
        return []
    rows = index.rows
    matching = words_match(rows.words, search)
    of_hit = select(rows.id).where(rows.id == hits.c.docid, matching)
    return [of_hit.correlate(hits).exists()]


def by_fts5(index: WordIndex) -> ColumnElement[bool]:
    """Match the rows of the FTS5 index."""
    query = parameter("fts5__0", String())
    matching: ColumnElement[bool] = index.matched.op("MATCH", is_comparison=True)(query)
    return matching


def indexed_rows(index: WordIndex, after: Bound = lambda _: ()) -> Any:  # noqa: ANN401 - a table of docid and record_id
    """Return the index rows after a document number, in order on PostgreSQL."""
    docid, rows = index.fts.c.rowid, index.rows
    streamed = select(docid.label("docid"), id_of(docid).label("record_id"))
    matching = select(rows.id, rows.record_id.label("record_id")).where(BY_TERMS)
    matching = matching.where(*after(rows.id)).offset(NO_ROWS)
    collected = matching.subquery("collected")
    ordered = select(collected.c.id.label("docid"), collected.c.record_id)
    found = ByDatabase(
        streamed.where(by_fts5(index), *after(docid)).scalar_subquery(),
        ordered.order_by(collected.c.id).offset(NO_ROWS).scalar_subquery(),
    )
    columns = column("docid", BigInteger), column("record_id", BigInteger)
    return found.table_valued(*columns, name="hits")


def has_words(search: Shape) -> bool:
    """Return whether filters have a query, and not only dates for it."""
    return any(name == "needle" for name, _ in search)


def is_ordered(search: Shape) -> bool:
    """Return whether the index matches more than the query."""
    return any(name.startswith(ORDERED) for name, _ in search)


def id_of(docid: ColumnElement[int]) -> ColumnElement[int]:
    """Return the id of the record with a document number."""
    last: ColumnElement[int] = literal_column(str(LAST_ID))
    return last - docid.bitwise_and(last)


def words_match(words: Any, search: Shape) -> ColumnElement[bool]:  # noqa: ANN401 - any column
    """Return the test of ``db.search.matching`` as a condition on stored words."""
    pieces = iter(binds("needle", dict(search)["needle"], String()))
    (name,) = (name for name, _ in search if name.startswith((OUTLINE, ORDERED)))
    return combined(name, lambda step: has_one_of(words, islice(pieces, int(step))))


def combined(
    outlined: str, condition: Callable[[str], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Return the conditions of an outline, combined as it says."""
    found = list[ColumnElement[bool]]()
    for step in outlined.split()[1:]:
        if step == "!":
            found.append(not_(found.pop()))
        elif step[0] in COMBINED:
            first = len(found) - int(step[1:])
            found[first:] = [COMBINED[step[0]](*found[first:])]
        else:
            found.append(condition(step))
    return found.pop()


def has_one_of(words: Any, pieces: Iterable[Any]) -> ColumnElement[bool]:  # noqa: ANN401 - columns
    """Match stored words that contain one of the needles."""
    places = (ByDatabase(func.instr(words, x), func.strpos(words, x)) for x in pieces)
    return or_(*(place > 0 for place in places))
