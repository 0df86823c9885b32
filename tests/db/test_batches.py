"""A batch of mode ``each`` does what its claims would do one after the other."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from db.commands.claims import (
    ClaimSpec,
    Entry,
    NewClaim,
    Selector,
    Step,
    load_article,
    record_claim,
    record_each,
)
from db.engine.session import Write
from db.errors import DataError
from db.models import Fact, Source, Tag
from tests.db.conftest import undone
from tests.factories import make_article, make_fact, make_outlet, make_source

CLAIMS, DAYS, NOWHERE = 60, 8, 10**9
Results = Mapping[int, NewClaim | DataError]
Record = Callable[[Write, Sequence[Entry]], Results]


class Drawing:
    """Draws claims that are right, wrong, or the same, and may describe records."""

    def __init__(self, write: Write, random: Random) -> None:
        self.random = random
        text = " ".join(map(words, range(DAYS)))
        outlets = [make_outlet(write).id for _ in range(2)]
        made = [make_article(write, text, outlet_id=one).id for one in outlets]
        self.articles = [*made, *made, NOWHERE]
        self.people = [make_source(write, name=f"Person {n}").id for n in range(4)]
        self.facts = [make_fact(write).id for _ in range(3)]

    def entry(self) -> Entry:
        text = words(self.random.randrange(DAYS + 1))
        columns = {"text": text, "form": "direct_quote"}
        if self.random.random() < 0.2:
            columns["visibility"] = "restricted"
        spec = {"attribution": [self.step(self.people)], **self.part()}
        found = [Selector("content", exact=text)]
        article = self.random.choice(self.articles)
        return Entry(ClaimSpec(columns, spans=found, **spec), article)

    def part(self) -> dict[str, Any]:
        """Return one of the parts that name or describe other records."""
        number = self.random.randrange(4)
        known, new = f"PERSON {number}", f"New {number}"
        fact = {"statement": f"It snows {number}."}
        parts: list[dict[str, Any]] = [
            {},
            {"attribution": [described(known)]},
            {"attribution": [described(new)]},
            {"attribution": [self.step([NOWHERE])]},
            {"tags": [f"tag {number}"]},
            {"stances": [{"fact_id": self.facts[0], "stance": "supports"}]},
            {"stances": [{"fact": fact, "stance": "denies"}]},
            {"subjects": [{"source_id": self.people[number]}]},
            {"subjects": [{"source": {"kind": "person", "name": new}}]},
        ]
        return self.random.choice(parts)

    def step(self, ids: Sequence[int]) -> Step:
        return Step(1, "said", self.random.choice(ids))


def words(day: int) -> str:
    return f"It rained on day {day}."


def described(name: str) -> Step:
    return Step(1, "said", source={"kind": "person", "name": name})


def one_after_the_other(write: Write, entries: Sequence[Entry]) -> Results:
    results: dict[int, NewClaim | DataError] = {}
    for number, entry in enumerate(entries):
        try:
            with write.savepoint(), write.match_prefix("claims", number):
                article = load_article(write, entry.article_id)
                results[number] = record_claim(write, article, entry.claim)
        except DataError as error:
            results[number] = error
    return results


def together(write: Write, entries: Sequence[Entry]) -> Results:
    return record_each(write, dict(enumerate(entries)))


def outcome(write: Write, record: Record, entries: Sequence[Entry]) -> list[Any]:
    """Return the outcome of claims, and the other records afterwards."""
    with undone(write):
        write.matches.clear()
        results = record(write, entries)
        return [
            [_shown(results[number]) for number in range(len(entries))],
            *(sorted(write.session.scalars(select(one))) for one in NAMES),
            sorted((one.path, one.name) for one in write.matches),
        ]


NAMES = (Source.name, Tag.name, Fact.statement)


def _shown(result: NewClaim | DataError) -> Any:
    if isinstance(result, NewClaim):
        return "recorded"
    return type(result).__name__, result.path, getattr(result, "resource", None)


@pytest.mark.parametrize("seed", range(3))
def test_each_claim_is_recorded_or_refused_as_by_itself(
    write: Write, seed: int
) -> None:
    drawing = Drawing(write, Random(seed))
    entries = [drawing.entry() for _ in range(CLAIMS)]

    found = outcome(write, together, entries)

    assert found == outcome(write, one_after_the_other, entries)
    assert len(set(map(str, found[0]))) > 3
