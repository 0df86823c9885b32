"""Whether a text matches a query: a test of its words, and queries for the indexes.

A full-text index stores which words a text has, not where. For a query with phrases it
therefore gets a wider query, and a test of the stored words narrows its results. This
module has the reference implementation; the databases run the same test in SQL.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from db.search.trees import (
    All,
    Any,
    Column,
    Leaf,
    Node,
    Not,
    OneOf,
    Phrase,
    excluded,
    looked_up,
)

Has = Callable[[Column], bool]


def no_column(column: Column) -> bool:
    """Reject a field: a text has no columns."""
    raise TypeError(column.name)


def matches(node: Node, words: str, has: Has = no_column) -> bool:
    """Return whether the search text ``words`` of a record matches a query.

    ``has`` returns whether a filter matches the record.
    """
    if isinstance(node, Not):
        return not matches(node.excluded, words, has)
    if isinstance(node, All):
        return all(matches(one, words, has) for one in node.nodes)
    if isinstance(node, Any):
        return any(matches(one, words, has) for one in node.nodes)
    return has(node) if isinstance(node, Column) else _is_in(words, node)


def _is_in(words: str, leaf: Leaf) -> bool:
    return any(needle in words for needle in needles(leaf))


def needles(leaf: Leaf) -> Sequence[str]:
    """Return strings; a search text contains one of them if the leaf matches."""
    if isinstance(leaf, OneOf):
        return [f" {form} " for form in leaf.forms]
    return [f" {' '.join(leaf.words)}{'' if leaf.is_open else ' '}"]


def outline(node: Node) -> str:
    """Return the structure of a query without its words, in postfix notation.

    A number is a leaf with so many needles, a name is a filter; ``&`` and ``|`` are
    followed by the number of their operands.
    """
    if isinstance(node, Not):
        return f"{outline(node.excluded)} !"
    if isinstance(node, All | Any):
        operands = " ".join(outline(one) for one in node.nodes)
        return f"{operands} {'&' if isinstance(node, All) else '|'}{len(node.nodes)}"
    return str(len(needles(node))) if isinstance(node, Leaf) else node.name


@dataclass(frozen=True)
class Syntax:
    """The query syntax of a full-text index; ``quote`` encloses words."""

    quote: str
    conjunction: str
    alternative: str
    exclusion: str
    prefix: str


FTS5 = Syntax('"', " AND ", " OR ", " NOT ", "*")
TSQUERY = Syntax("'", " & ", " | ", " & !", ":*")


def written(node: Node, syntax: Syntax) -> str:
    """Return a query for an index, which finds all matching texts and maybe more.

    Words consist of letters, marks and digits, and are quoted: they contain no syntax.
    """
    if isinstance(node, Any):
        return _joined(syntax.alternative, (written(one, syntax) for one in node.nodes))
    if isinstance(node, All):
        return _conjunction(node, syntax)
    if isinstance(node, OneOf):
        return _joined(syntax.alternative, (_word(form, syntax) for form in node.forms))
    if isinstance(node, Phrase):
        return _phrase(node, syntax)
    message = "Exclusions and fields need words to find."
    raise TypeError(message)


def _phrase(node: Phrase, syntax: Syntax) -> str:
    words = [_word(word, syntax) for word in node.words]
    words[-1] += syntax.prefix if node.is_open else ""
    return _joined(syntax.conjunction, words)


def _conjunction(node: All, syntax: Syntax) -> str:
    found = (written(one, syntax) for one in looked_up(node))
    query = _joined(syntax.conjunction, found)
    for one in excluded(node):
        query = f"({query}{syntax.exclusion}{written(one, syntax)})"
    return query


def _word(word: str, syntax: Syntax) -> str:
    return f"{syntax.quote}{word}{syntax.quote}"


def _joined(operator: str, parts: Iterable[str]) -> str:
    return f"({operator.join(parts)})"
