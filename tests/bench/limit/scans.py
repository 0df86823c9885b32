"""The bare SQL under what is derived: it is run, and only its rows are counted."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.engine import Dialect

from api.schemas.stats import ClaimStatsParams
from api.settings import MAX_POINTS
from db.prepared import Prepared
from db.queries.bearings import (
    Of,
    list_bearing_outcomes,
    list_bearing_sources,
    list_bearing_steps,
    list_bearing_ties,
    list_bearings,
)
from db.queries.facts import get_fact
from db.queries.filters import named, shape_of
from db.queries.sources import get_source
from db.queries.stats import count_claims_by
from db.viewer import READER
from tests.bench.limit import formats
from tests.bench.limit.reads import now
from tests.bench.limit.statements import Work

BEARINGS: tuple[Callable[..., Prepared], ...] = (
    list_bearings,
    list_bearing_steps,
    list_bearing_sources,
    list_bearing_ties,
)


class Scans:
    """Reads of very many rows as generators, so that either driver can run them."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def of_fact(self, fact_id: int) -> Work:
        """Read what the timeline and the corroboration of a fact are made of."""
        reads = [get_fact(viewer=READER), *_bearings("fact")]
        return self._counted(reads, now({"fact": fact_id}))

    def of_source(self, source_id: int) -> Work:
        """Read what the record of a source is made of."""
        settled = list_bearing_outcomes(of="source", viewer=READER)
        reads = [get_source(viewer=READER), *_bearings("source"), settled]
        return self._counted(reads, now({"source": source_id}))

    def of_outlets(self) -> Work:
        """Count all claims by outlet and month."""
        params = ClaimStatsParams(by="outlet", bucket="month")
        values = params.filters()
        read = count_claims_by(
            by="outlet",
            bucket="month",
            shape=shape_of(values),
            limit=MAX_POINTS + 1,
            viewer=READER,
        )
        return self._counted([read], {**named(values), "top": params.top})

    def _counted(self, reads: list[Prepared], values: Mapping[str, Any]) -> Work:
        total = 0
        for read in reads:
            compiled = read.compiled(self._dialect)
            rows = yield compiled.sql, compiled.bind(values)
            total += len(rows)
        return formats.dump({"rows": total})


def _bearings(of: Of) -> list[Prepared]:
    return [builder(of=of, viewer=READER) for builder in BEARINGS]
