"""Claims on a fact, any number of them, in shapes that are hard in one way each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from db.derived.fact_claims import FactClaims, assemble_fact_claims
from db.engine.rows import Row
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import (
    ChainAffiliationRow,
    ChainSourceRow,
    ChainStepRow,
    FactClaimRow,
    RetractionRow,
    RootArticleRow,
)

FIRST = datetime(2022, 1, 1, tzinfo=UTC)
OUTLET, PERSON = 1, 2  # sources that any number of claims came through
LONGEST = 100  # steps of a chain


class Derivable(NamedTuple):
    """The data of a fact: all inputs of derivations."""

    claims: FactClaims
    assessments: Sequence[AssessmentRow] = ()
    different: Sequence[tuple[int, int]] = ()


def _row(model: Any, **values: Any) -> Any:
    assert issubclass(model, Row)
    return model.of(dict.fromkeys(model.columns) | values)


def at(number: int) -> datetime:
    """Return the instant of a claim or a verdict with a number."""
    return FIRST + timedelta(hours=number)


def _claim(number: int, **values: Any) -> FactClaimRow:
    of_article = {"article_id": number, "article_published_from": at(number)}
    given = {"claim_id": number, "fact_id": 1, "stance": "supports"}
    said = {"dated_at": at(number), "dated_basis": "said", "said_from": at(number)}
    return _row(FactClaimRow, **of_article | given | said | values)


def _chain(
    claim: int, sources: Sequence[int], retracted: int | None = None
) -> list[Any]:
    return [
        ChainStepRow((claim, place, place == len(sources), source, retracted))
        for place, source in enumerate(sources, 1)
    ]


def _source(number: int, **values: Any) -> ChainSourceRow:
    given = {"kind": "person", "name": "A", "folded": "a", "ordinal": 1}
    return _row(ChainSourceRow, id=number, **given | values)


def _together(
    rows: Iterable[FactClaimRow],
    chains: Iterable[Sequence[ChainStepRow]],
    *,
    sources: Iterable[ChainSourceRow] = (),
    affiliations: Sequence[ChainAffiliationRow] = (),
    **more: Any,
) -> FactClaims:
    steps = [step for chain in chains for step in chain]
    named = {one.id: one for one in sources}
    ids = {step.source_id for step in steps} - named.keys()
    return assemble_fact_claims(
        list(rows),
        steps=steps,
        sources=[*named.values(), *map(_source, sorted(ids))],
        affiliations=affiliations,
        **more,
    )


def _said(size: int, by: Callable[[int], Sequence[int]], **more: Any) -> Derivable:
    """Return claims by their numbers, each with its own chain."""
    numbers = range(10, size + 10)
    rows = more.pop("rows", None) or [_claim(number) for number in numbers]
    chains = [_chain(number, by(number)) for number in numbers]
    return Derivable(_together(rows, chains, **more))


def _belonging(pairs: Iterable[tuple[int, int]]) -> list[ChainAffiliationRow]:
    return [
        _row(ChainAffiliationRow, source_id=one, organisation_id=of, relation=relation)
        for one, of in pairs
        for relation in ["member_of"]
    ]


def one_source(size: int) -> Derivable:
    return _said(size, lambda _: [OUTLET, PERSON])


def one_instant(size: int) -> Derivable:
    rows = [_claim(number, dated_at=FIRST) for number in range(10, size + 10)]
    return _said(size, lambda _: [OUTLET, PERSON], rows=rows)


def source_of_each(size: int) -> Derivable:
    return _said(size, lambda number: [OUTLET, number])


def long_chains(size: int) -> Derivable:
    return _said(size // LONGEST, lambda _: range(1000, 1000 + LONGEST))


def reprint_of_the_last(size: int) -> Derivable:
    rows = [
        _claim(number, root_article_id=number - 1 if number > 10 else None)
        for number in range(10, size + 10)
    ]
    return _said(size, lambda number: [OUTLET, number], rows=rows)


def reprints_in_own_voice(size: int) -> Derivable:
    rows = [
        _claim(number, root_article_id=1, article_outlet_id=number)
        for number in range(10, size + 10)
    ]
    root = _row(RootArticleRow, id=1, outlet_id=OUTLET)
    return _said(size, lambda number: [number], rows=rows, roots=[root])


def merged_articles(size: int) -> Derivable:
    rows = [_claim(number, article_survivor_id=1) for number in range(10, size + 10)]
    return _said(size, lambda number: [OUTLET, number], rows=rows)


def members_of_members(size: int) -> Derivable:
    pairs = ((number, number + 1) for number in range(10, size + 9))
    return _said(size, lambda number: [number], affiliations=_belonging(pairs))


def members_of_one(size: int) -> Derivable:
    pairs = ((number, OUTLET) for number in range(10, size + 10))
    return _said(size, lambda number: [OUTLET, number], affiliations=_belonging(pairs))


def _next(number: int, size: int) -> int:
    """Return the next number; the first one follows the last."""
    return 10 + (number - 9) % size


def members_in_a_circle(size: int) -> Derivable:
    pairs = ((number, _next(number, size)) for number in range(10, size + 10))
    return _said(size, lambda number: [number], affiliations=_belonging(pairs))


def members_in_a_chain_of_circles(size: int) -> Derivable:
    """Each source and the next one are members of each other."""
    both = ((number, number + 1) for number in range(10, size + 9))
    pairs = (pair for one, other in both for pair in ((one, other), (other, one)))
    return _said(size, lambda number: [number], affiliations=_belonging(pairs))


def sources_that_cite_in_a_circle(size: int) -> Derivable:
    return _said(size, lambda number: [number, _next(number, size)])


def reprints_in_a_circle(size: int) -> Derivable:
    rows = [
        _claim(number, root_article_id=_next(number, size))
        for number in range(10, size + 10)
    ]
    return _said(size, lambda number: [OUTLET, number], rows=rows)


def terms_of_a_member(size: int) -> Derivable:
    """One source, often in and out of one organisation, and its claims."""
    terms = [
        _row(
            ChainAffiliationRow,
            source_id=PERSON,
            organisation_id=OUTLET,
            relation="member_of",
            held_from=at(number),
            held_to=at(number + 1),
        )
        for number in range(10, size + 10)
    ]
    return _said(size, lambda _: [OUTLET, PERSON], affiliations=terms)


def _unnamed(number: int, **values: Any) -> ChainSourceRow:
    given = {"kind": "anonymous_group", "folded": "officials", "article_id": number}
    return _source(number, **given | values)


def officials_of_reprints(size: int) -> Derivable:
    rows = [_claim(number, root_article_id=1) for number in range(10, size + 10)]
    sources = map(_unnamed, range(10, size + 10))
    root = _row(RootArticleRow, id=1)
    return _said(
        size, lambda number: [number], rows=rows, sources=sources, roots=[root]
    )


def officials_relayed(size: int) -> Derivable:
    sources = map(_unnamed, range(10, size + 10))
    return _said(size, lambda number: [OUTLET, number], sources=sources)


def officials_that_are_different(size: int) -> Derivable:
    """The first claim is not in the second half."""
    apart = [(10, number) for number in range(size // 2 + 10, size + 10)]
    return officials_relayed(size)._replace(different=apart)


def retracted(size: int) -> Derivable:
    numbers = range(10, size + 10)
    links = [
        _row(RetractionRow, id=one, claim_id=one, kind="retracts", at=at(one))
        for one in numbers
    ]
    chains = (_chain(number, [PERSON], number) for number in numbers)
    rows = map(_claim, numbers)
    return Derivable(_together(rows, chains, retractions=links))


def rated_false(size: int) -> Derivable:
    """As many verdicts of as many assessors as claims."""
    verdicts = [
        _row(
            AssessmentRow,
            id=number,
            fact_id=1,
            held_by_id=number,
            verdict="false",
            as_of=at(number),
        )
        for number in range(10, size + 10)
    ]
    return one_source(size)._replace(assessments=verdicts)


SHAPES: Sequence[Callable[[int], Derivable]] = (
    one_source,
    one_instant,
    source_of_each,
    long_chains,
    reprint_of_the_last,
    reprints_in_own_voice,
    merged_articles,
    members_of_members,
    members_of_one,
    members_in_a_circle,
    members_in_a_chain_of_circles,
    sources_that_cite_in_a_circle,
    reprints_in_a_circle,
    terms_of_a_member,
    officials_of_reprints,
    officials_relayed,
    officials_that_are_different,
    retracted,
    rated_false,
)
