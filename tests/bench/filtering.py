"""Filters of claims: the processor time that the database takes for a page of each.

Every filter is used alone, and with the largest source, outlet, fact and tag; with
values that many claims have, few claims, and none.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from statistics import quantiles
from time import process_time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.models import Attribution, Claim, ClaimTag, Stance, Tag
from db.queries.fact_claims import COUNTED_REVIEWS
from db.queries.filters import Values
from db.reads.claims import list_claims_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.values.viewer import READER
from tests.bench.limit.drivers import Driver, make_driver
from tests.bench.limit.statements import Work
from tests.noting import Noted, Noting

Json = dict[str, Any]
FIRST, LAST = datetime(1950, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
INSTANTS = ("said", "about", "dated", "published", "recorded")
SORTS = ("-dated", "position")
WORST = 5  # lists that are named
IN_TINY = 8  # one list in this number is measured in a tiny run
ALONE: Mapping[str, Sequence[Any]] = {
    "act": ["assertion", "retraction"],
    "form": ["paraphrase", "unclear"],
    "terms": ["unknown", "off_record"],
    "anchor": ["exact", "orphaned"],
    "review": ["draft", "rejected"],
    "speaker_kind": ["person", "document"],
    "sector": ["military", "nowhere"],
    "country": ["US", "AQ"],
    "language": ["en", "xx"],
    **{one: [True, False] for one in ("anonymous", "unresolved", "hedged")},
    **{f"{one}_{to}": [FIRST, LAST] for one in INSTANTS for to in ("from", "to")},
}


class Meter:
    """The processor time of the database: of this process, or of its connections."""

    def __init__(self, driver: Driver, backends: Mapping[bool, int]) -> None:
        self._driver, self._backends = driver, backends

    async def seconds(self, noted: Noted) -> float:
        """Return the processor time of the database for one read."""
        began = self._now(noted)
        await self._driver.read(_work(noted, self._driver), quick=not noted.is_scan)
        return self._now(noted) - began

    def _now(self, noted: Noted) -> float:
        backend = self._backends.get(noted.is_scan)
        if backend is None:
            return process_time()
        return int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9


def measure_filters(url: str, *, tiny: bool) -> Json:
    """Return the milliseconds of pages of claims by filters, and the slowest lists."""
    lists = [*_lists(_largest(url))][:: IN_TINY if tiny else 1]
    return asyncio.run(_measure(url, lists))


async def _measure(url: str, lists: Sequence[tuple[Values, str]]) -> Json:
    reader, driver = make_reader(url), make_driver(url, connections=1)
    await reader.open()
    await driver.open()
    meter = Meter(driver, await _backends(driver))
    found = {}
    for kind, total in (("pages", False), ("pages with totals", True)):
        times, product, driven = dict[str, float](), 0.0, 0.0
        for values, sort in lists:
            noting = Noting(reader)
            query = PageQuery(limit=50, sort=sort, total=total, drafts=True)
            await list_claims_page(Reading(noting, READER), query, values)
            began = process_time()
            await list_claims_page(Reading(reader, READER), query, values)
            asked = process_time()
            spent = [await meter.seconds(one) for one in noting.noted]
            product, driven = product + asked - began, driven + process_time() - asked
            times[_name(values, sort)] = sum(spent) * 1000
        ratio = {"of_driver_by_processor": driven / product}
        found[kind] = _figures(times) | ratio
    await reader.close()
    await driver.close()
    return found


def _work(noted: Noted, driver: Driver) -> Work:
    compiled = noted.read.compiled(driver.dialect)
    yield compiled.sql, compiled.bind(noted.values)
    return b""


async def _backends(driver: Driver) -> Mapping[bool, int]:
    """Return the processes of PostgreSQL that run short reads and scans."""
    if driver.dialect.name == "sqlite":
        return {}
    found = dict[bool, int]()

    def asking(*, is_scan: bool) -> Work:
        ((found[is_scan],),) = yield "SELECT pg_backend_pid()", ()
        return b""

    for is_scan in (False, True):
        await driver.read(asking(is_scan=is_scan), quick=not is_scan)
    return found


def _largest(url: str) -> Values:
    """Return the source, outlet, fact and tag with most claims."""
    engine = make_engine(url)
    with Session(engine) as session:

        def largest(column: Any) -> Any:
            most = select(column).where(column.is_not(None)).group_by(column)
            return session.scalar(most.order_by(func.count().desc()).limit(1))

        tag = select(Tag.match_key).where(Tag.id == largest(ClaimTag.tag_id))
        found = {
            "source": [largest(Attribution.source_id)],
            "outlet": [largest(Claim.outlet_id)],
            "fact": [largest(Stance.fact_id)],
            "tag": [session.scalar(tag)],
        }
    engine.dispose()
    return found


def _lists(largest: Values) -> Iterator[tuple[Values, str]]:
    """Yield the filters of each list, and its order."""
    others: list[Values] = [{}, *({name: given} for name, given in largest.items())]
    alone: list[Values] = [
        {name: [value]} for name, given in ALONE.items() for value in given
    ]
    shown = {"review": COUNTED_REVIEWS}
    pairs = [{**shown, **one, **other} for one, other in product(alone, others)]
    yield from ((values, "-dated") for values in pairs)
    for sort in SORTS[1:]:
        yield from (({**shown, **one}, sort) for one in alone)


def _name(values: Values, sort: str) -> str:
    given = [f"{k}={v[0]}" for k, v in values.items() if v is not COUNTED_REVIEWS]
    return f"{' '.join(given)} {sort}"


def _figures(times: Mapping[str, float]) -> Json:
    """Return the spread of some milliseconds, and the lists that take most."""
    cuts = [0.0, *quantiles(times.values(), n=100, method="inclusive")]
    spread = {f"p{at}": cuts[at] for at in (50, 90, 99)}
    worst = sorted(times, key=times.__getitem__, reverse=True)[:WORST]
    worst_ms = {name: times[name] for name in worst}
    return {"lists": len(times), **spread, "worst": worst_ms}
