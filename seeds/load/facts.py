"""Loads facts with their assessments, outcomes and stances."""

from collections.abc import Mapping

from db.commands.claims import set_stance
from db.commands.facts import assess_fact, record_outcome, register_fact
from db.queries.filters import batch_of
from db.queries.seed_lookups import (
    FoundFactRow,
    find_called,
    find_once_called,
    list_ever_held,
    list_ever_settled,
    list_judged_in_article,
)
from seeds.format import Assessment, Fact, Outcome, Stance
from seeds.load.loading import Loading, claims_in

APART = {"assessments", "outcome"}


def load_facts(load: Loading, article_id: int | None) -> None:
    """Find or create the facts, and record judgements that were never recorded.

    Facts are loaded with the claims on them, unless analysts withdrew all of these.
    """
    claims = claims_in(load.write, load.seed, article_id)
    if not load.seed.facts or (load.seed.claims and not claims):
        return
    facts = _load_each(load)
    if article_id is not None:
        _take_stances(load, article_id, claims=claims, facts=facts)


def _load_each(load: Loading) -> Mapping[str, int]:
    """Return the ids of the facts by their slugs, after judging them."""
    called = _called(load)
    ids: dict[str, int] = {}
    for fact in load.seed.facts:
        with load.telling("fact", fact.slug):
            fact_id = _match_or_register(load, fact, called.get(fact.slug))
            if fact_id is not None:
                ids[fact.slug] = fact_id
                _judge(load, fact, fact_id)
    return ids


def _match_or_register(
    load: Loading, fact: Fact, found: FoundFactRow | None
) -> int | None:
    """Return the id of the matched fact, or of a new one.

    Return ``None`` if the matched fact is withdrawn or merged.
    """
    if found is None:
        return register_fact(load.write, fact.model_dump(exclude=APART)).id
    is_usable = found.withdrawn_at is None and found.merged_into_id is None
    return found.id if is_usable else None


def _called(load: Loading) -> Mapping[str, FoundFactRow]:
    """Return the oldest fact that has or had each slug of the file."""
    size, slugs = batch_of("slug", [fact.slug for fact in load.seed.facts])
    rows = [
        row
        for find in (find_called, find_once_called)
        for row in load.write.rows(find(count=size, viewer=load.write.viewer), **slugs)
    ]
    newest_first = sorted(rows, key=lambda row: row.id, reverse=True)
    return {row.slug: row for row in newest_first}


def _judge(load: Loading, fact: Fact, fact_id: int) -> None:
    read, viewer = load.write.rows, load.write.viewer
    rows = read(list_ever_held(viewer=viewer), fact=fact_id)
    held = {(row.assessor_id, row.as_of) for row in rows}
    for one in fact.assessments:
        assessor_id = load.ids[one.assessor] if one.assessor else None
        if (assessor_id, one.as_of) not in held:
            _assess(load, one, fact_id, assessor_id=assessor_id)
    if fact.outcome and not read(list_ever_settled(viewer=viewer), fact=fact_id):
        _settle(load, fact.outcome, fact_id)


def _assess(
    load: Loading, assessment: Assessment, fact_id: int, *, assessor_id: int | None
) -> None:
    columns = assessment.model_dump(exclude={"evidence", "assessor"})
    columns["assessor_id"] = assessor_id
    evidence = [one.model_dump() for one in assessment.evidence]
    assess_fact(load.write, fact_id, columns, evidence=evidence)
    load.judged["assessment"] += 1


def _settle(load: Loading, outcome: Outcome, fact_id: int) -> None:
    columns = outcome.model_dump(exclude={"occurred"})
    if outcome.occurred:
        columns |= outcome.occurred.columns("occurred")
    record_outcome(load.write, fact_id, columns)
    load.judged["outcome"] += 1


def _take_stances(
    load: Loading,
    article_id: int,
    *,
    claims: Mapping[str, int],
    facts: Mapping[str, int],
) -> None:
    """Record the stances of claims on facts that were never recorded."""
    judged = _ever_judged(load, article_id)
    for claim in load.seed.claims:
        for one in claim.stances:
            claim_id, fact_id = claims.get(claim.key), facts.get(one.fact)
            if claim_id and fact_id and (claim_id, fact_id) not in judged:
                with load.telling("claim", claim.key):
                    _set_stance(load, claim_id, fact_id, stance=one)


def _ever_judged(load: Loading, article_id: int) -> set[tuple[int, int]]:
    """Return the claims of an article and the facts on which they ever had a stance."""
    find = list_judged_in_article(viewer=load.write.viewer)
    rows = load.write.rows(find, article=article_id)
    return {(row.claim_id, row.judged_fact_id) for row in rows}


def _set_stance(load: Loading, claim_id: int, fact_id: int, *, stance: Stance) -> None:
    write = load.because(stance.reason)
    set_stance(write, claim_id, fact_id, stance=stance.stance, version=None)
    load.judged["stance"] += 1
