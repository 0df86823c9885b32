"""The query ``q`` in the filters of a list."""

from db.queries.filters import Values
from db.queries.row_tests import tested_values
from db.queries.search import index_values
from db.search.analyser import DRAFT
from db.search.trees import All, Node, OneOf


def as_indexed(values: Values) -> Values:
    """Return filters with the query ``q`` in the form of the indexes.

    ``test`` is the part that rows are tested for (see ``db.reads.query_fields``).
    """
    found = dict(values)
    if "q" in found:
        found |= index_values(found.pop("q")[0])
    if "test" in found:
        found |= tested_values(found.pop("test")[0])
    return found


def of_drafts(values: Values) -> Values:
    """Return filters whose query ``q`` matches only drafts."""
    if "q" not in values:
        return values
    query: Node = values["q"][0]
    return {**values, "q": [All((query, OneOf((DRAFT,))))]}
