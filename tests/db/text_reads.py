"""Reads that find articles by their text, with values that find something."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from db.derived.near_texts import signature
from db.queries import same_texts
from db.queries.filters import named
from tests.db.told import LONG, TEXT

Json = dict[str, Any]


def of_texts(seen: Json, root: int, outlet: int) -> Iterator[tuple[Any, Json, Json]]:
    """Yield builders, each with its shape and values.

    ``root`` has the long text and is of ``outlet``; another article has the short one.
    """
    sampled = signature(LONG)
    assert sampled
    other: Json = {"article": 0, "outlet": outlet}
    near = other | named({"hash": sampled})
    same = {"article": 0, "sha256": sha256(TEXT.encode()).hexdigest()}
    yield same_texts.list_same_text, seen, same
    yield same_texts.list_same_text, seen | {"count": 1}, same | {"near__0": root}
    for of_outlet in (False, True):
        yield same_texts.list_alike, seen | {"of_outlet": of_outlet}, near
    yield same_texts.list_bands, seen, {"article": root}
    yield same_texts.list_unsampled, seen | {"limit": 9}, {"article": 0}
