"""The score of a text for a query, which depends on these two only."""

from collections.abc import Sequence

from db.search.matching import needles
from db.search.trees import All, Any, Column, Leaf, Node, Not, OneOf

SATURATION = 1.2  # of BM25: how soon further occurrences add little
TYPICAL = 60  # the usual number of words
WORD, STEM, PHRASE = 1.0, 0.7, 2.0


def score(node: Node, words: str) -> float:
    """Return how well the search text ``words`` of a record fits a query.

    Other records do not count: scores would reveal words of hidden records.
    """
    length = 0.25 + 0.75 * (words.count(" ") / TYPICAL)
    return round(_score(node, words, SATURATION * length), 6)


def _score(node: Node, words: str, weight: float) -> float:
    if isinstance(node, Not | Column):
        return 0
    if isinstance(node, All):
        return sum(_score(one, words, weight) for one in node.nodes)
    if isinstance(node, Any):
        return max(_score(one, words, weight) for one in node.nodes)
    return sum(
        worth * _saturated(words.count(needle), weight)
        for worth, needle in zip(_worths(node), needles(node), strict=True)
    )


def _worths(leaf: Leaf) -> Sequence[float]:
    """Return the weight of each needle of a leaf: the typed word, then its stems."""
    if isinstance(leaf, OneOf):
        return [WORD, *[STEM] * (len(leaf.forms) - 1)]
    return [PHRASE if len(leaf.words) > 1 else WORD]


def _saturated(count: int, weight: float) -> float:
    return (SATURATION + 1) * count / (count + weight)
