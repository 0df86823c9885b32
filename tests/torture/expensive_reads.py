"""The most expensive reads, of the API and of pages, for the largest records."""

from collections.abc import Sequence

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import InstrumentedAttribute

from db.models import Attribution, Claim, Stance
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
    "/claims?limit=1000&include=total&q=th* OR be* OR co* OR de* OR the -zzqx",
    "/claims?q=the OR of&facets=outlet,source,form,act,stance,year,language",
    "/claims?q=said -act:denial&speaker={source}&include=total&limit=1000",
    "/articles?q=the&facets=outlet,kind,year,language&include=total",
    "/search?q=the OR of OR said OR a",
    "/sources/suggest?q=a",
    "/stats/facts",
    "/stats/record?descriptor=officials&outlet={outlet}",
    "/changes?limit=1000",
)
PAGES = (
    "/",
    "/queue",
    "/queue/names",
    "/claims?act=denial",
    "/claims?q=the OR of",
    "/search?q=the OR of OR said",
    "/articles/{article}",
    "/facts/{fact}",
    "/sources/{source}",
    "/pictures/facts/states.svg",
    "/pictures/claims/by-month.svg",
    "/pictures/claims/unnamed.svg",
    "/pictures/facts/{fact}/timeline.svg",
    "/pictures/sources/{source}/positions.svg",
    "/claims.csv",
    "/claims.csv?q=the OR of",
    "/facts/{fact}/compare?as_of=2022-03-22&other={now}",
    "/desk/new.json?after=2022-01-01",
)


def expensive_reads(engine: Engine) -> Sequence[str]:
    """Return the paths, for the source, fact and article with most claims."""
    values = {
        "source": _commonest(engine, Attribution.source_id),
        "fact": _commonest(engine, Stance.fact_id),
        "article": _commonest(engine, Claim.article_id),
        "outlet": _commonest(engine, Claim.outlet_id),
        "now": clock.now().date(),
    }
    paths = (*(f"{API}{path}" for path in EXPENSIVE), *PAGES)
    return [path.format(**values).replace(" ", "+") for path in paths]


def _commonest(engine: Engine, column: InstrumentedAttribute[int]) -> int | None:
    """Return the value that most rows have."""
    most = select(column).group_by(column).order_by(func.count().desc()).limit(1)
    with engine.connect() as connection:
        return connection.scalar(most)
