"""Finds contradictions between judgements on identity, and merges.

If A is B and B is C, then A is C: a judgement that A and C differ contradicts this,
whichever of the three comes last. Restricted judgements count, too, but are shown only
to callers who may see them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sqlalchemy import Select, or_, select

from db.engine.session import Write
from db.errors import ConflictError
from db.models import Identity, Source
from db.queries.survivors import survivor_of

Pair = tuple[int, int]  # the smaller id first
# The predecessor of each source that was reached; None for the first source.
Paths = Mapping[int, int | None]


def ordered(source_id: int, other_id: int) -> Pair:
    """Return a pair of sources in the stored order."""
    return min(source_id, other_id), max(source_id, other_id)


def refuse_sameness(write: Write, pair: Pair, *, but: Pair | None = None) -> None:
    """Raise ``ConflictError`` if a chain of "same" judgements is contradicted.

    The judgement on the pair ``but`` is ignored: it is about to be replaced.
    """
    one, other = (_paths(write, source_id, but=but) for source_id in pair)
    across = or_(
        Identity.source_a_id.in_(one) & Identity.source_b_id.in_(other),
        Identity.source_a_id.in_(other) & Identity.source_b_id.in_(one),
    )
    apart = _standing("different", but=but).where(across).order_by(Identity.id)
    found = write.session.execute(apart.limit(1)).one_or_none()
    if found is None:
        return
    here, there = found.source_a_id, found.source_b_id
    if here not in one:
        here, there = there, here
    chain = [*_back(one, here), *reversed(_back(other, there))]
    message = f"Sources {here} and {there} are judged different: {_chain_text(chain)}."
    refusal = ConflictError("identity", found.id, message, chain=chain)
    refusal.judgements = [found.id, *_judgements(write, chain)]
    raise _without_hidden_chain(write, pair, refusal)


def refuse_difference(write: Write, pair: Pair) -> None:
    """Raise ``ConflictError`` if other judgements or merges identify two sources."""
    one, other = pair
    paths = _paths(write, one, but=pair)
    if other in paths:
        chain = _back(paths, other)[::-1]
        message = (
            f"Sources {one} and {other} are judged the same: {_chain_text(chain)}."
        )
        refusal = ConflictError("source", chain[1], message, chain=chain)
        refusal.judgements = _judgements(write, chain)
        raise _without_hidden_chain(write, pair, refusal)


def _judgements(write: Write, chain: Sequence[int]) -> list[int]:
    """Return the current judgements that identify neighbours in a chain."""
    neighbours = {ordered(*pair) for pair in pairwise(chain)}
    ends = Identity.source_a_id.in_(chain), Identity.source_b_id.in_(chain)
    found = write.session.execute(_standing("same", but=None).where(*ends)).all()
    return [one.id for one in found if (one.source_a_id, one.source_b_id) in neighbours]


def _without_hidden_chain(
    write: Write, pair: Pair, refusal: ConflictError
) -> ConflictError:
    """Return an error, without its chain if the writer may not see all of it."""
    if write.viewer.sees_identities:
        return refusal
    message = "Other judgements on these two sources contradict this."
    return ConflictError("source", pair[0], message)


def _paths(write: Write, source_id: int, *, but: Pair | None) -> Paths:
    """Return the paths to all sources that are judged or merged to be this one."""
    paths: dict[int, int | None] = {source_id: None}
    reached = [source_id]
    while reached:
        ties = [*_judged(write, reached, but=but), *_merged(write, reached)]
        found = {
            other: one
            for one, other in _both_ways(ties)
            if one in paths and other not in paths
        }
        paths |= found
        reached = list(found)
    return paths


def _both_ways(ties: Sequence[Pair]) -> Iterator[Pair]:
    yield from ties
    for one, other in ties:
        yield other, one


def _judged(write: Write, reached: Sequence[int], *, but: Pair | None) -> list[Pair]:
    of_these = Identity.source_a_id.in_(reached) | Identity.source_b_id.in_(reached)
    found = write.session.execute(_standing("same", but=but).where(of_these))
    return [(row.source_a_id, row.source_b_id) for row in found.all()]


def _merged(write: Write, reached: Sequence[int]) -> list[Pair]:
    """Return the merges among all sources with the same survivors as these."""
    survivors = select(survivor_of(Source)).where(Source.id.in_(reached))
    merges = select(Source.id, Source.merged_into_id).where(
        Source.survivor_id.in_(survivors)
    )
    found = write.session.execute(merges.order_by(Source.id))
    return [(row.id, row.merged_into_id) for row in found.all()]


def _standing(judgement: str, *, but: Pair | None) -> Select[int, int, int]:
    of_pair = (Identity.source_a_id, Identity.source_b_id)
    found = select(Identity.id, *of_pair).where(
        Identity.judgement == judgement, Identity.superseded_at.is_(None)
    )
    if but is None:
        return found
    one, other = but
    return found.where((of_pair[0] != one) | (of_pair[1] != other))


def _back(paths: Paths, source_id: int) -> list[int]:
    """Return the path from a source back to the first one."""
    way = [source_id]
    while (before := paths[way[-1]]) is not None:
        way.append(before)
    return way


def _chain_text(chain: Sequence[int]) -> str:
    return " – ".join(map(str, chain))
