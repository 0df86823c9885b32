"""The bare SQL of derived results: it is run, and its rows are only counted."""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Dialect

from api.schemas.stats import ClaimStatsParams
from api.settings import MAX_POINTS
from db.engine.prepared import Prepared
from db.queries.fact_claims import (
    FactClaimRow,
    ScopeKind,
    list_chain_affiliations,
    list_chain_sources,
    list_claim_steps,
    list_drafts_on_facts,
    list_fact_claims,
    list_outcomes_of_facts,
    list_stance_ids,
)
from db.queries.facts import get_fact
from db.queries.filters import batch_size, ids, named, portions, shape_of
from db.queries.sources import get_source
from db.queries.stats import count_claims_by
from db.values.viewer import READER
from tests.bench.limit import formats
from tests.bench.limit.reads import now
from tests.bench.limit.statements import Query, Row, Work

CLAIM_ID = list(FactClaimRow.columns).index("claim_id")
Rows = Generator[Query, Sequence[Row], list[Row]]


class Scans:
    """Reads of very many rows as generators, so that either driver can run them."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def of_fact(self, fact_id: int) -> Work:
        """Read the inputs of the timeline and the corroboration of a fact."""
        return self._fact_claims("fact", fact_id, get_fact(viewer=READER))

    def of_source(self, source_id: int) -> Work:
        """Read the inputs of the track record of a source."""
        settled = list_outcomes_of_facts(scope="source", viewer=READER)
        return self._fact_claims(
            "source", source_id, get_source(viewer=READER), settled
        )

    def _fact_claims(self, scope: ScopeKind, record_id: int, *reads: Prepared) -> Work:
        values, found = now({scope: record_id}), []
        for read in reads:
            found += yield from self._rows(read, values)
        stances = yield from self._rows(
            list_stance_ids(scope=scope, viewer=READER), values
        )
        rows = yield from self._each(list_fact_claims, "stance", stances)
        claims = sorted({(row[CLAIM_ID],) for row in rows})
        steps = yield from self._each(list_claim_steps, "claim", claims)
        sources = sorted({(step[3],) for step in steps if step[3] is not None})
        if len(rows) < len(stances):
            drafts = list_drafts_on_facts(scope=scope, viewer=READER)
            found += yield from self._rows(drafts, values)
        for builder in (list_chain_sources, list_chain_affiliations):
            found += yield from self._each(builder, "source", sources)
        return _counted([*found, *stances, *rows, *steps])

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
        rows = yield from self._rows(read, {**named(values), "top": params.top})
        return _counted(rows)

    def _rows(self, read: Prepared, values: Mapping[str, Any]) -> Rows:
        compiled = read.compiled(self._dialect)
        return list((yield compiled.sql, compiled.bind(values)))

    def _each(
        self, builder: Callable[..., Prepared], name: str, keys: Sequence[Row]
    ) -> Rows:
        """Read what belongs to records; each of ``keys`` begins with an id."""
        found: list[Row] = []
        for some in portions([key[0] for key in keys]):
            read = builder(count=batch_size(len(some)), viewer=READER)
            found += yield from self._rows(read, ids(name, some))
        return found


def _counted(rows: Sequence[Row]) -> bytes:
    return formats.dump({"rows": len(rows)})
