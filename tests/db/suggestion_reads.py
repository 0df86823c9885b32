"""Reads of suggestions, with values that find something."""

from collections.abc import Iterator
from typing import Any

from db.queries import name_words, rarities, suggested, suggestions
from db.queries.suggestions import MODELS, NamedShape
from db.search.suggesting import prefix_bits
from tests.db.told import Told

Shaped = tuple[Any, dict[str, Any], dict[str, Any]]


def of_names(told: Told, seen: dict[str, Any]) -> Iterator[Shaped]:
    """Yield reads of the words of names, and of the suggested records."""
    of = {
        "source": (told.source, "olena"),
        "outlet": (told.outlet, "agencia"),
        "fact": (told.fact, "uno"),
        "tag": (told.tag, "uno"),
    }
    assert of.keys() == MODELS.keys()
    for resource, (record_id, word) in of.items():
        shape, one = seen | {"resource": resource}, {"record__0": record_id}
        some = shape | {"limit": 9}
        yield from _named(word, some)
        counted = {"word__0": word, "end__0": f"{word}z"}
        for whole in (False, True):
            one_word = shape | {"count": 1, "whole": whole}
            yield suggestions.count_begun, one_word, counted
        yield suggestions.list_names_of, shape | {"count": 1}, one
        in_article = {"article__0": told.article}
        yield suggested.list_in_article, shape | {"count": 1}, in_article
        yield name_words.list_named_words, shape | {"count": 1}, one
        below = {"below": record_id + 1}
        yield name_words.list_named_ids, some | {"newest": True}, below
    rising = {"rising": True, "shape": tuple((name, 1) for name in of)}
    values = {f"{name}__0": ids[0] for name, ids in of.items()}
    yield rarities.list_rarities, seen | rising, values
    by_name = {name: values[name] for name in ("source__0", "fact__0")}
    kinds = {"shape": tuple((name, 1) for name in ("source", "fact", "tag"))}
    yield rarities.list_stored_rarities, seen | kinds, by_name | {"key__0": "uno"}
    shape = seen | {"resource": "source", "counts": (1, 2), "limit": 9}
    near = {"deletion0__0": "olen", "deletion1__0": "olen", "deletion1__1": "oena"}
    yield suggestions.list_similar_words, shape, near
    for name in ("source", "fact", "tag"):
        shown = getattr(suggested, f"list_suggested_{name}s")
        yield shown, seen | {"count": 1}, {"record__0": of[name][0]}


def _named(word: str, shape: dict[str, Any]) -> Iterator[Shaped]:
    """Yield reads of the records with names that have some terms."""
    typed = {
        "beginning": suggestions.indexed_beginning(word),
        "word0__0": word,
        "word0__1": "other",
        "length0__0": len(word),
        "length1__0": 2,
        "word1__0": word[:2],
        "bits1__0": prefix_bits([word[:2]]),
    }
    swapped = typed | {"word1__0": word, "word1__1": "other"}
    swapped |= {f"bits1__{at}": 0 for at in range(2)}
    for counts in ((0,), (0, 0), (1, 0), (2,), (0, 2)):
        named = NamedShape(counts, indexed=len(typed["beginning"]), is_longer=True)
        values = swapped if counts[-1] > 1 else typed
        yield suggestions.list_named, shape | {"shape": named}, values
