"""How well a text fits a query: a number that only depends on the two."""

from collections.abc import Sequence

from db.search.matching import needles
from db.search.trees import All, Any, Column, Leaf, Node, Not, OneOf

SATURATION = 1.2  # how soon more occurrences add little
TYPICAL = 60  # words of a text
WORD, STEM, PHRASE = 1.0, 0.7, 2.0


def score(node: Node, words: str) -> float:
    """Return how well the search text ``words`` of a record fits a query.

    No other record counts: one that a reader may not see would be felt by its words.
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
    """Return what each piece of a leaf is worth: the word as typed, then its stems."""
    if isinstance(leaf, OneOf):
        return [WORD, *[STEM] * (len(leaf.forms) - 1)]
    return [PHRASE if len(leaf.words) > 1 else WORD]


def _saturated(count: int, weight: float) -> float:
    return (SATURATION + 1) * count / (count + weight)
