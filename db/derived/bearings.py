"""How claims bear on facts, as it was loaded: what everything derived is made from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.types import AnyRow


@dataclass(frozen=True)
class Bearings:
    """Claims with their stances on facts, and the chains through which they came.

    ``rows``, one for each claim and fact: claim_id fact_id stance dated_at dated_basis
    probability_low probability_high probability_basis text article_id article_title
    article_url article_published_from _to _precision _text article_outlet_id
    article_outlet_name article_outlet_kind root_article_id fact_slug fact_statement.

    ``steps``, by claim, from the outlet on: claim_id position is_origin source_id.

    ``sources``, by id, all that stand in the steps: id name kind article_id folded
    ordinal. ``ties``: source_id organisation_id relation, of these sources.

    Instants are as they are stored, and compare as time does within one database.
    """

    rows: Sequence[AnyRow]
    steps: Mapping[int, Sequence[AnyRow]]
    sources: Mapping[int, AnyRow]
    ties: Sequence[AnyRow]


def gathered(
    rows: Sequence[AnyRow],
    *,
    steps: Sequence[AnyRow],
    sources: Sequence[AnyRow],
    ties: Sequence[AnyRow],
) -> Bearings:
    """Return rows as they were read as what is derived from."""
    chains: dict[int, list[AnyRow]] = defaultdict(list)
    for step in steps:
        chains[step.claim_id].append(step)
    return Bearings(rows, chains, {source.id: source for source in sources}, ties)
