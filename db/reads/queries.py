"""The query ``q`` among the filters of a list."""

from db.queries.filters import Values
from db.queries.search import index_values
from db.search.analyser import DRAFT
from db.search.trees import All, Node, OneOf


def as_indexed(values: Values) -> Values:
    """Return filters with the query ``q`` in the forms that databases are asked for."""
    others = {name: given for name, given in values.items() if name != "q"}
    return {**others, **index_values(values["q"][0])} if "q" in values else others


def of_drafts(values: Values) -> Values:
    """Return filters whose query ``q`` finds nothing but drafts."""
    if "q" not in values:
        return values
    query: Node = values["q"][0]
    return {**values, "q": [All((query, OneOf((DRAFT,))))]}
