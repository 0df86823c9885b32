"""Precision and recall of near-duplicates among the 84 articles of PolNeAR."""

import gzip
import json
from collections.abc import Iterator
from itertools import combinations
from random import Random

import pytest

from db.derived.anchoring.words import WORD
from db.derived.near_texts import NEAR, RUN, Signature, likeness, signature
from db.values.text import fold
from tests.real.conftest import real_file

INSERTED = ("however", "on", "Tuesday", "she", "12", "agreed")


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with gzip.open(real_file("polnear/dev/dev.jsonl.gz"), "rt", "utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def sampled(text: str) -> Signature:
    found = signature(text)
    assert found
    return found


def is_found(one: Signature, other: Signature) -> bool:
    shares_a_band = any(a == b for a, b in zip(one, other, strict=True))
    return shares_a_band and likeness(one, other) >= NEAR


def runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(fold(text))
    return set(zip(*(words[start:] for start in range(RUN)), strict=False))


def edited(texts: list[str], share: float) -> Iterator[tuple[str, str, float]]:
    """Yield each text, a copy with a share of other words, and their Jaccard index."""
    random = Random(1)
    for text in texts:
        words = text.split(" ")
        for at in random.sample(range(len(words)), max(1, round(share * len(words)))):
            words[at] = random.choice(INSERTED)
        copy = " ".join(words)
        one, other = runs(text), runs(copy)
        yield text, copy, len(one & other) / len(one | other)


def share_found(pairs: list[tuple[str, str]]) -> float:
    found = [is_found(sampled(text), sampled(copy)) for text, copy in pairs]
    return sum(found) / len(found)


class TestNearTexts:
    def test_different_articles_are_not_found(self, texts: list[str]) -> None:
        signatures = [sampled(text) for text in texts]

        found = [pair for pair in combinations(signatures, 2) if is_found(*pair)]

        assert (len(texts), found) == (84, [])

    def test_finds_copies_with_one_changed_word_in_five_hundred(
        self, texts: list[str]
    ) -> None:
        copies = [one for one in edited(texts, 0.002) if one[2] >= 0.93]

        assert len(copies) >= 80
        assert share_found([(text, copy) for text, copy, _ in copies]) >= 0.98

    def test_classifies_copies_that_are_not_near_the_threshold(
        self, texts: list[str]
    ) -> None:
        copies = [one for share in (0.005, 0.01, 0.02) for one in edited(texts, share)]

        near = [(a, b) for a, b, index in copies if index >= NEAR + 0.04]
        far = [(a, b) for a, b, index in copies if index <= NEAR - 0.06]

        assert min(len(near), len(far)) > 50
        assert share_found(near) >= 0.95
        assert share_found(far) <= 0.05
