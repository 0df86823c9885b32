"""Who says what on one side of a fact, at one end of the chains.

Where an outlet speaks in its own voice in a reprint, that is the voice of the outlet
whose article it is, if it stands elsewhere on this side, or else of the first of those
that reprint it: the others lend it their voices.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.derived.fact_claims import Bearings
from db.derived.reprints import Reprints
from db.values.types import AnyRow

Stands = Callable[[AnyRow], Any]  # whether a step is one that is asked for
Claims = Mapping[int, list[int]]  # by the id of who says them


@dataclass(frozen=True)
class Said:
    """The claims of each source; and, apart, of each outlet that lends its voice."""

    own: Claims
    lent: Mapping[tuple[int, int], list[int]]  # by the outlet, and whose voice it is


def said_in(
    rows: Iterable[AnyRow],
    bearings: Bearings,
    *,
    reprints: Reprints,
    stands: Stands,
) -> Said:
    """Return who says what in the steps of these claims that ``stands`` picks."""
    own: dict[int, list[int]] = defaultdict(list)
    lending: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        lends = row.root_article_id is not None and reprints.lends(row)
        for step in filter(stands, bearings.steps.get(row.claim_id, ())):
            if lends and step.source_id == row.article_outlet_id:
                lending[reprints.root(row.article_id)].append(row)
            else:
                own[step.source_id].append(row.claim_id)
    present = set(own)
    lent: dict[tuple[int, int], list[int]] = defaultdict(list)
    for root, printed in lending.items():
        voice = reprints.outlets.get(root)
        if voice not in present:
            voice = _first(printed, reprints)
        for row in printed:
            outlet_id = row.article_outlet_id
            claims = own[voice] if outlet_id == voice else lent[outlet_id, voice]
            claims.append(row.claim_id)
    return Said(own, lent)


def _first(printed: Sequence[AnyRow], reprints: Reprints) -> int:
    first = min(printed, key=lambda row: reprints.nearness(row.article_id))
    outlet_id: int = first.article_outlet_id
    return outlet_id
