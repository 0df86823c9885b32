"""How claims bear on facts, as it was loaded: what everything derived is made from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from db.values.types import AnyRow

_time_of = attrgetter("dated_at", "claim_id", "fact_id")


@dataclass(frozen=True)
class Bearings:
    """Claims with their stances on facts, and the chains through which they came.

    ``rows``, one for each claim and fact, as time went: claim_id fact_id stance
    dated_at dated_basis probability_low probability_high probability_basis text
    article_id article_title article_url article_published_from _to _precision _text
    article_outlet_id article_outlet_name article_outlet_kind root_article_id fact_slug
    fact_statement.

    ``steps``, by claim, from the outlet on: claim_id position is_origin source_id.

    ``sources``, by id, all that stand in the steps: id name kind article_id folded
    ordinal. ``ties``: source_id organisation_id relation, of these sources.

    ``roots``, by id, what the articles of the rows reprint, and what those reprint in
    turn: id root_article_id outlet_id.

    Instants are as they are stored, and compare as time does within one database.
    """

    rows: Sequence[AnyRow]
    steps: Mapping[int, Sequence[AnyRow]]
    sources: Mapping[int, AnyRow]
    ties: Sequence[AnyRow]
    roots: Mapping[int, AnyRow] = field(default_factory=dict)


def gathered(
    rows: Sequence[AnyRow],
    *,
    steps: Sequence[AnyRow],
    sources: Sequence[AnyRow],
    ties: Sequence[AnyRow],
    roots: Sequence[AnyRow] = (),
) -> Bearings:
    """Return rows as they were read, in any order, as what is derived from.

    A claim that was withdrawn or changed between two of the reads may lack a source: it
    is left out, as if all had been read later.
    """
    known = {source.id: source for source in sources}
    chains: dict[int, list[AnyRow]] = defaultdict(list)
    broken = set()
    for step in steps:
        chains[step.claim_id].append(step)
        if step.source_id not in known:
            broken.add(step.claim_id)
    return Bearings(
        sorted((row for row in rows if row.claim_id not in broken), key=_time_of),
        chains,
        known,
        ties,
        {root.id: root for root in roots},
    )
