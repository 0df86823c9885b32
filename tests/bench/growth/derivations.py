"""Derivations from the claims on a fact."""

from collections.abc import Callable, Mapping

from db.derived.corroboration import corroborate
from db.derived.deduplication import FOLDS
from db.derived.positions import stances_by_fact, stances_by_pair
from db.derived.retractions import find_retractions
from db.derived.timeline import make_timeline
from db.derived.track_record import score, tally
from db.derived.verdicts import after_verdicts
from db.queries.fact_claims import ResolutionRow
from tests.bench.growth.shapes import PERSON, Derivable, at

CLAIMS = 4_000
RESOLUTION = ResolutionRow.of({"fact_id": 1, "value": "yes", "at": at(10**6)})


def _track_record(known: Derivable) -> None:
    units = score(
        stances_by_pair(known.claims, "holds", bool),
        {1: RESOLUTION},
        retractions=find_retractions(known.claims),
        verdicts=after_verdicts(known.claims.rows, known.assessments),
    )
    tally(units)


DERIVATIONS: Mapping[str, Callable[[Derivable], object]] = {
    "corroboration": lambda known: corroborate(known.claims, FOLDS, known.different),
    "a timeline": lambda known: make_timeline(known.claims, known.assessments),
    "positions": lambda known: stances_by_fact(known.claims, PERSON),
    "a track record": _track_record,
}
