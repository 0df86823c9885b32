"""Stances of claims on facts, set with the claim or one by one."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from db.commands.facts.merging import members
from db.commands.facts.registering import Spec, resolve_fact
from db.commands.judgements import judged_by
from db.commands.known_records import KnownRecords
from db.commands.records import fetch, revised
from db.commands.visibility.access import Access
from db.engine.session import Write
from db.errors import InvalidError, MergedError, NotFoundError
from db.models import Claim, Stance
from db.queries.facts import find_facts
from db.values.versions import ReadVersion

Stances = Mapping[int, str]  # by the id of the fact


def resolve_stances(
    known: KnownRecords, given: Sequence[Spec], *, within: Access
) -> Stances:
    """Return stances by the ids of their facts, which are matched or created."""
    found: dict[int, str] = {}
    for number, spec in enumerate(given):
        at = ("stances", number)
        fact_id = resolve_fact(known.write, spec, within=within, at=at, known=known)
        if fact_id in found:
            message = "A claim has only one stance on a fact."
            raise InvalidError(message, *at)
        found[fact_id] = spec["stance"]
    return found


def take_stances(write: Write, claim: Claim, stances: Stances) -> None:
    """Replace the stances of a claim; call it inside its revision."""
    standing = {one.fact_id: one.stance for one in claim.stances}
    kept = stances.items() & standing.items()
    _supersede_others(write, claim, {fact_id for fact_id, _ in kept})
    for fact_id, stance in stances.items():
        if (fact_id, stance) not in kept:
            claim.stances.append(Stance(**stance_values(write, fact_id, stance=stance)))


def set_stance(
    write: Write, claim_id: int, fact_id: int, *, stance: str, version: ReadVersion
) -> bool:
    """Set the stance of a claim on a fact; return whether it had none before."""
    _lock_fact(write, fact_id)
    claim = fetch(write, Claim, claim_id, version=version)
    standing = _of_fact(write, claim, fact_id)
    if (fact_id, stance) in {(one.fact_id, one.stance) for one in standing}:
        return False
    with revised(write, claim):
        _supersede(write, standing)
        claim.stances.append(Stance(**stance_values(write, fact_id, stance=stance)))
    return not standing


def remove_stance(
    write: Write, claim_id: int, fact_id: int, *, version: ReadVersion
) -> None:
    """Withdraw the stance of a claim on a fact."""
    _lock_fact(write, fact_id)
    claim = fetch(write, Claim, claim_id, version=version)
    standing = _of_fact(write, claim, fact_id)
    if not standing:
        resource = f"stance of claim {claim_id} on a fact"
        raise NotFoundError(resource, fact_id)
    with revised(write, claim):
        _supersede(write, standing)


def _of_fact(write: Write, claim: Claim, fact_id: int) -> list[Stance]:
    """Return the stances of a claim on a fact and on the facts merged into it."""
    cluster = set(members(write, fact_id))
    return [stance for stance in claim.stances if stance.judged_fact_id in cluster]


def _supersede(write: Write, standing: Sequence[Stance]) -> None:
    for stance in standing:
        stance.superseded_at = write.now
    if standing:  # before its successor is inserted
        write.session.flush()


def _supersede_others(write: Write, claim: Claim, fact_ids: Set[int]) -> None:
    """Supersede the stances of a claim on all facts except these."""
    judged = {id_ for fact_id in fact_ids for id_ in members(write, fact_id)}
    gone = [one for one in claim.stances if one.judged_fact_id not in judged]
    _supersede(write, gone)


def stance_values(write: Write, fact_id: int, *, stance: str) -> dict[str, Any]:
    """Return the columns of a new stance on a fact."""
    facts = {"judged_fact_id": fact_id, "fact_id": fact_id}
    return {"stance": stance, **facts, **judged_by(write)}


def _lock_fact(write: Write, fact_id: int) -> None:
    """Lock a fact; raise if it does not exist or is merged."""
    found = write.rows(find_facts(count=1, viewer=write.viewer), fact__0=fact_id)
    if not found:
        raise NotFoundError("fact", fact_id)
    if found[0].merged_into_id:
        raise MergedError("fact", fact_id, found[0].merged_into_id)
