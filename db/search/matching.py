"""Whether a text matches a query: as a test of its words, and for the databases.

The index of a database knows which words a text has, not where they stand. What it is
asked for is therefore wider than a query with phrases, which a test of the stored words
narrows. The test is here as the reference; the databases run the same one.
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
    has_order,
)

Has = Callable[[Column], bool]


def no_column(column: Column) -> bool:
    """Refuse a field: a text has no columns."""
    raise TypeError(column.name)


def matches(node: Node, words: str, has: Has = no_column) -> bool:
    """Return whether the search text ``words`` of a record matches a query.

    ``has`` says of a filter whether it finds the record.
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
    """Return the pieces of a search text of which one is there if a leaf matches."""
    if isinstance(leaf, OneOf):
        return [f" {form} " for form in leaf.forms]
    return [f" {' '.join(leaf.words)}{'' if leaf.is_open else ' '}"]


def outline(node: Node) -> str:
    """Return the form of a query without its words, in postfix notation.

    A number stands for so many pieces of a leaf, a name for the filter that is called
    so; ``&`` and ``|`` have the number of their operands.
    """
    if isinstance(node, Not):
        return f"{outline(node.excluded)} !"
    if isinstance(node, All | Any):
        operands = " ".join(outline(one) for one in node.nodes)
        return f"{operands} {'&' if isinstance(node, All) else '|'}{len(node.nodes)}"
    return str(len(needles(node))) if isinstance(node, Leaf) else node.name


@dataclass(frozen=True)
class Syntax:
    """How a database writes a query to its index; words stand in ``quote``."""

    quote: str
    conjunction: str
    alternative: str
    exclusion: str
    prefix: str


FTS5 = Syntax('"', " AND ", " OR ", " NOT ", "*")
TSQUERY = Syntax("'", " & ", " | ", " & !", ":*")


def written(node: Node, syntax: Syntax) -> str:
    """Return a query to an index, which finds all texts that match and maybe more.

    Words are letters, marks and digits only, and quoted: nothing in them is syntax.
    """
    if isinstance(node, Any):
        return _joined(syntax.alternative, (written(one, syntax) for one in node.nodes))
    if isinstance(node, All):
        return _conjunction(node, syntax)
    if isinstance(node, OneOf):
        return _joined(syntax.alternative, (_word(form, syntax) for form in node.forms))
    if isinstance(node, Phrase):
        return _phrase(node, syntax)
    message = "Exclusions and fields stand beside words that are found."
    raise TypeError(message)


def _phrase(node: Phrase, syntax: Syntax) -> str:
    words = [_word(word, syntax) for word in node.words]
    words[-1] += syntax.prefix if node.is_open else ""
    return _joined(syntax.conjunction, words)


def _conjunction(node: All, syntax: Syntax) -> str:
    found = (one for one in node.nodes if not isinstance(one, Not))
    query = _joined(syntax.conjunction, (written(one, syntax) for one in found))
    for one in node.nodes:
        # A text with the words of an excluded phrase, in another order, is to be found.
        if isinstance(one, Not) and not has_order(one):
            query = f"({query}{syntax.exclusion}{written(one.excluded, syntax)})"
    return query


def _word(word: str, syntax: Syntax) -> str:
    return f"{syntax.quote}{word}{syntax.quote}"


def _joined(operator: str, parts: Iterable[str]) -> str:
    return f"({operator.join(parts)})"
