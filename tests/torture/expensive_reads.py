"""Twenty reads that cost most, for what a record has most of."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Attribution, Stance
from db.values import clock
from tests.api.bodies import API

# Each on a record of 300,000 claims took a tenth of a second or more by itself.
EXPENSIVE = (
    "/stats/claims?by=source&bucket=day",
    "/stats/claims?by=stance&bucket=month",
    "/stats/unnamed?bucket=month",
    "/stats/verdicts?by=source",
    "/claims?limit=1000&include=total",
    "/claims?limit=1000&shape=flat&sort=-recorded&include=total",
    '/claims?limit=1000&include=total&q="said the minister of nothing"',
    "/claims?limit=1000&include=total&q=the OR of OR said",
    "/articles?limit=1000&include=total&q=e",
    "/sources?limit=1000&include=total&q=zzqx",
    "/sources/{source}/claims?limit=1000&include=total",
    "/sources/{source}/record",
    "/sources/{source}/record?as_of={now}&as_of_kind=record",
    "/sources/{source}/positions",
    "/sources/{source}/candidates",
    "/facts?limit=1000&as_of={now}",
    "/facts/{fact}/timeline",
    "/facts/{fact}/timeline?as_of={now}&as_of_kind=record",
    "/facts/{fact}/corroboration",
    "/facts/{fact}/corroboration?as_of={now}&as_of_kind=record",
)


def expensive_reads(engine: Engine) -> Sequence[str]:
    """Return the paths, for the source and the fact with most claims."""
    values = {
        "source": _commonest(engine, Attribution.source_id),
        "fact": _commonest(engine, Stance.fact_id),
        "now": clock.now().date(),
    }
    return [f"{API}{path.format(**values)}".replace(" ", "+") for path in EXPENSIVE]


def _commonest(engine: Engine, column: InstrumentedAttribute[int]) -> int | None:
    """Return the value that most rows have."""
    most = select(column).group_by(column).order_by(func.count().desc()).limit(1)
    with engine.connect() as connection:
        return connection.scalar(most)
