"""Attributes the claims on one side of a fact to the sources at one end of the chains.

An outlet that speaks in its own voice in a reprint repeats the outlet of the original
article. Such a claim is attributed to the original outlet if that outlet speaks
elsewhere on this side, or else to the outlet of the first reprint. The other outlets
repeat it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.derived.fact_claims import FactClaims
from db.derived.reprints import Reprints
from db.queries.fact_claims import ChainStepRow, FactClaimRow

IsWanted = Callable[
    [ChainStepRow], bool
]  # whether a step is at the end of the chain in question
ClaimIds = Mapping[int, list[int]]  # by the id of their source


@dataclass(frozen=True)
class AttributedClaims:
    """The claims of each source, and the claims in which an outlet repeats another."""

    own: ClaimIds
    repeated: Mapping[
        tuple[int, int], list[int]
    ]  # by the outlet and the repeated outlet


def attribute_claims(
    rows: Iterable[FactClaimRow],
    fact_claims: FactClaims,
    *,
    reprints: Reprints,
    is_wanted: IsWanted,
) -> AttributedClaims:
    """Attribute claims to the sources of the steps that ``is_wanted`` selects."""
    own: dict[int, list[int]] = defaultdict(list)
    repeating: dict[int, list[tuple[FactClaimRow, int]]] = defaultdict(list)
    for row in rows:
        repeats = reprints.is_of_other_outlet(row)
        for step in filter(is_wanted, fact_claims.steps.get(row.claim_id, ())):
            if repeats and step.source_id == row.article_outlet_id:
                root = reprints.root(row.article_id)
                repeating[root].append((row, step.source_id))
            else:
                own[step.source_id].append(row.claim_id)
    return AttributedClaims(own, _add_repeats(own, repeating, reprints))


def _add_repeats(
    own: dict[int, list[int]],
    repeating: Mapping[int, Sequence[tuple[FactClaimRow, int]]],
    reprints: Reprints,
) -> Mapping[tuple[int, int], list[int]]:
    """Attribute the claims of each root to one outlet; return the repeated claims."""
    present = set(own)
    repeated: dict[tuple[int, int], list[int]] = defaultdict(list)
    for root, printed in repeating.items():
        original = reprints.outlets.get(root)
        if original is None or original not in present:
            original = _first_to_print(printed, reprints)
        for row, outlet_id in printed:
            is_own = outlet_id == original
            claim_ids = own[original] if is_own else repeated[outlet_id, original]
            claim_ids.append(row.claim_id)
    return repeated


def _first_to_print(
    printed: Sequence[tuple[FactClaimRow, int]], reprints: Reprints
) -> int:
    """Return the outlet of the first article that reprints the root."""
    _, outlet_id = min(printed, key=lambda one: reprints.rank(one[0].article_id))
    return outlet_id
