"""Track records: whether sources took the side to which facts were resolved.

The unit is one source and one fact. The latest position of the source before the
resolution of the fact was known counts; later positions are hindsight.

* ``without_sign``: the source never took a side;
* ``open``: the fact is not resolved;
* ``retracted``: before the resolution was known, the source retracted each side, or the
outlets retracted the articles;
* ``only_after_verdict``: the source took a side only after the resolution was known,
each time for the fact, after the fact had been rated false;
* ``hindsight``: the source took a side only after the resolution was known;
* ``conflicting``: the source took both sides at its latest instant;
* ``annulled``, ``between``: the fact was resolved for neither side;
* ``borne_out``, ``not_borne_out``: the fact was resolved for the side of the source, or
for the other side.

The first result that applies counts.
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
