"""A batch of mode ``each`` has the same effect as its claims one after the other."""

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
    record_all,
    record_claim,
    record_each,
)
from db.engine.session import SessionFactory, Write, write_transaction
from db.errors import DataError
from db.history.chain import altered_records, check_chain, unlogged_records
from db.models import Fact, Source, Tag
from db.queries.name_words import list_named_words
from db.queries.verify import CHECKS
from db.reads.within import read_within
from db.values.viewer import LOCAL_VIEWER
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
        hidden = {"statement": f"It hails {number}.", "visibility": "restricted"}
        slug = self.random.choice(["snow", "hail"])
        full = self.full(number)
        parts: list[dict[str, Any]] = [
            {},
            {"attribution": [described(known)]},
            {"attribution": [described(new)]},
            {"attribution": [self.step([NOWHERE])]},
            {"attribution": [described(**full)]},
            {"attribution": [described(new, country_code="CA")]},
            {"attribution": [described("Official", kind="anonymous_person")]},
            {"attribution": [described(new, new=True)]},
            {"attribution": [described(new), described(known, position=2)]},
            {"tags": [f"tag {number}"]},
            {"tags": [f"TAG {number}", "rain"]},
            {"stances": [{"fact_id": self.facts[0], "stance": "supports"}]},
            {"stances": [{"fact": fact, "stance": "denies"}]},
            {"stances": [{"fact": hidden, "stance": "denies"}]},
            {"stances": [{"fact": fact | {"slug": slug}, "stance": "denies"}]},
            {"stances": [{"fact": slug, "stance": "denies"}]},
            {"stances": [{"fact": {"statement": "!"}, "stance": "denies"}]},
            {"stances": [{"fact": {**fact, "kind": "forecast"}, "stance": "denies"}]},
            {"subjects": [{"source_id": self.people[number]}]},
            {"subjects": [{"source": {"kind": "person", "name": new}}]},
            {"subjects": [{"source": full | {"visibility": "restricted"}}]},
        ]
        return self.random.choice(parts)

    def full(self, number: int) -> dict[str, Any]:
        """Return the description of a person with all kinds of children."""
        employer = {"organisation": {"kind": "organisation", "name": f"Org {number}"}}
        return {
            "kind": "person",
            "name": self.random.choice([f"Full {number}", f"New {number}"]),
            "country_code": self.random.choice(["UA", "UA", "PL"]),
            "names": [{"name": f"F. {number}", "kind": "alias"}],
            "identifiers": [{"scheme": "wikidata", "value": f"Q{number}"}],
            "affiliations": [{"relation": "works_for", **employer}],
        }

    def step(self, ids: Sequence[int]) -> Step:
        return Step(1, "said", self.random.choice(ids))


def words(day: int) -> str:
    return f"It rained on day {day}."


def described(
    name: str, *, kind: str = "person", position: int = 1, **values: Any
) -> Step:
    source = {"kind": kind, "name": name, **values}
    return Step(position, "said", source=source)


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


def all_or_nothing(write: Write, entries: Sequence[Entry]) -> Results:
    return dict(enumerate(record_all(write, entries)))


def outcome(write: Write, record: Record, entries: Sequence[Entry]) -> list[Any]:
    """Return the outcome of claims, and the other records afterwards."""
    with undone(write):
        write.matches.clear()
        results = record(write, entries)
        write.session.expunge_all()  # later records get the same ids
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
def test_each_claim_has_the_same_result_as_alone(write: Write, seed: int) -> None:
    drawing = Drawing(write, Random(seed))
    entries = [drawing.entry() for _ in range(CLAIMS)]

    found = outcome(write, together, entries)

    assert found == outcome(write, one_after_the_other, entries)
    assert len(set(map(str, found[0]))) > 3


@pytest.mark.parametrize("seed", range(3))
def test_an_atomic_batch_stores_the_same_rows_as_single_claims(
    write: Write, seed: int
) -> None:
    drawing = Drawing(write, Random(seed))
    entries = [drawing.entry() for _ in range(CLAIMS)]
    shown, *_ = outcome(write, one_after_the_other, entries)
    valid = [entries[n] for n, one in enumerate(shown) if one == "recorded"]

    found = outcome(write, all_or_nothing, valid)

    assert found == outcome(write, one_after_the_other, valid)
    assert len(valid) > CLAIMS / 4


def test_audit_entries_and_indexes_are_valid_after_a_batch(
    sessions: SessionFactory,
) -> None:
    with write_transaction(sessions) as write:
        drawing = Drawing(write, Random(7))
        together(write, [drawing.entry() for _ in range(CLAIMS)])

    with write_transaction(sessions) as write:
        for check in CHECKS.values():
            assert not write.rows(check.builder(viewer=LOCAL_VIEWER)), check
        for resource in ("source", "tag", "fact"):
            named = list_named_words(resource=resource, viewer=LOCAL_VIEWER)
            assert not [row for row in write.rows(named) if row.is_violation]
            assert not read_within(write, altered_records, resource)
            assert not read_within(write, unlogged_records, resource)
        chain = read_within(write, check_chain)
        assert chain.entries > CLAIMS / 2
        assert not chain.unlinked + chain.altered


def test_a_new_source_of_a_refused_claim_is_created_with_the_next_claim(
    write: Write,
) -> None:
    article = make_article(write, words(0))
    hidden = make_source(write, visibility="restricted")
    ann = described("Ann", position=1)
    refused = ClaimSpec(
        {"text": "a", "form": "paraphrase"},
        [ann],
        subjects=[{"source_id": hidden.id}],
    )
    stored = ClaimSpec({"text": "b", "form": "paraphrase"}, [ann])

    results = together(write, [Entry(one, article.id) for one in (refused, stored)])

    assert isinstance(results[0], DataError)
    assert isinstance(results[1], NewClaim)
    created = [one.record_id for one in write.changes if one.action == "create"]
    named = select(Source.id).where(Source.name == "Ann")
    assert write.session.scalars(named).all() == created[-2:-1]
    assert not write.matches


@pytest.mark.parametrize("record", [together, record_all])
def test_claims_that_are_stored_alone_share_their_new_source(
    write: Write, record: Callable[[Write, Sequence[Entry]], Any]
) -> None:
    article, parent = make_article(write, words(0)), make_fact(write).id
    facts = [{"statement": text, "parent_id": parent} for text in ("Rain.", "Snow.")]
    entries = [
        Entry(
            ClaimSpec(
                {"text": fact["statement"], "form": "paraphrase"},
                [described("Ann")],
                stances=[{"fact": fact, "stance": "supports"}],
            ),
            article.id,
        )
        for fact in facts
    ]

    record(write, entries)

    named = select(Source.id).where(Source.name == "Ann")
    assert len(write.session.scalars(named).all()) == 1
