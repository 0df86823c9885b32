"""Track records: whether sources took the side on which facts were resolved.

The unit is one source and one fact. The last position of the source counts that it took
before the resolution of the fact was known; later ones are hindsight.

* ``without_sign``: the source never took a side;
* ``open``: the fact is not resolved;
* ``retracted``: it took back every side before the resolution was known, or the outlets
  retracted the articles;
* ``only_after_verdict``: it took a side only after the resolution was known, each time
  for the fact after that had been rated false;
* ``hindsight``: the source took a side only after the resolution was known;
* ``conflicting``: it took both sides at the same last instant;
* ``annulled``, ``between``: the fact was resolved, but for neither side;
* ``borne_out``, ``not_borne_out``: it was resolved for the side of the source, or for
  the other side.

The first of these that fits is the result.
"""

from db.derived.track_record.figures import Figure, brier_score, rate
from db.derived.track_record.results import (
    DECIDED,
    NO_RECORD,
    RESOLVED_AS,
    RESULTS,
    VERDICTS_ARE_NO_OUTCOMES,
    Result,
)
from db.derived.track_record.scoring import Scored, score
from db.derived.track_record.tallies import Tally, tally

__all__ = [
    "DECIDED",
    "NO_RECORD",
    "RESOLVED_AS",
    "RESULTS",
    "VERDICTS_ARE_NO_OUTCOMES",
    "Figure",
    "Result",
    "Scored",
    "Tally",
    "brier_score",
    "rate",
    "score",
    "tally",
]
