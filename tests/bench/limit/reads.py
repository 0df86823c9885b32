"""Pages of claims and single claims, with their SQL statements."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy.engine import Dialect
from starlette.requests import Request

from api.http.cursors import next_page
from api.schemas.claim_lists import ClaimsParams
from api.settings import PAGE_SIZE
from db.derived.verdicts import RATED_FALSE
from db.queries.assessments import list_held_on
from db.queries.claims import (
    count_drafts,
    get_claim,
    list_claims,
    list_spans,
    list_speakers,
    list_steps,
    list_subjects,
    list_tags,
)
from db.queries.fact_claims import count_stances, list_newest_verdicts
from db.queries.facts import get_fact
from db.queries.filters import batch_size
from db.queries.keyset import Place
from db.queries.stances import list_stances
from db.values.viewer import READER
from tests.bench.limit import facts, formats
from tests.bench.limit.statements import Read, Work

REVIEWS: list[str] = ClaimsParams.model_fields["review"].default
REVIEW_VALUES = {f"review__{number}": one for number, one in enumerate(REVIEWS)}


class Reads:
    """Reads as generators, so that either driver can run them."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        row = get_claim(viewer=READER)
        self._row = self._read(row, formats.ROW + formats.REST)
        steps = list_steps(count=1, viewer=READER)
        self._steps = self._read(steps, formats.STEP)
        subjects = list_subjects(count=1, viewer=READER)
        self._subjects = self._read(subjects, formats.SUBJECT)
        spans = list_spans(count=1, viewer=READER)
        self._spans = self._read(spans, formats.SPAN)
        tags = list_tags(count=1, viewer=READER)
        self._tags = self._read(tags, formats.TAG)
        stances = list_stances(viewer=READER)
        self._stances = self._read(stances, formats.STANCE)
        fact = get_fact(viewer=READER)
        self._fact = self._read(fact, facts.FACT)
        verdicts = list_newest_verdicts(count=1, viewer=READER, withdrawn=True)
        self._verdicts = self._read(verdicts, facts.VERDICT)
        sides = count_stances(count=1, viewer=READER)
        self._sides = self._read(sides, facts.SIDE)
        held = list_held_on(count=1, viewer=READER)
        self._held = self._read(held, ("id", "verdict"))
        self._pages = lru_cache(self._page_of)
        self._speakers = lru_cache(self._speakers_of)
        self._drafts = lru_cache(self._drafts_of)

    def claim(self, claim_id: int) -> Work:
        """Read one claim with all that belongs to it."""
        key = (claim_id,)
        (row,) = yield self._row.sql, self._row.bind({"claim": claim_id})
        steps = yield self._steps.sql, key
        subjects: Sequence[Any] = ()
        stances: Sequence[Any] = ()
        *_, has_stances, has_subjects = self._row.pick(row)
        if has_subjects:
            subjects = yield self._subjects.sql, key
        spans = yield self._spans.sql, key
        tags = yield self._tags.sql, key
        if has_stances:
            stances = yield self._stances.sql, key
        body = formats.record(
            self._row.pick(row),
            list(map(self._steps.pick, steps)),
            map(self._subjects.pick, subjects),
            map(self._spans.pick, spans),
            map(self._tags.pick, tags),
            map(self._stances.pick, stances),
        )
        return formats.dump(body)

    def fact(self, fact_id: int) -> Work:
        """Read one fact and its standing."""
        (row,) = yield self._fact.sql, self._fact.bind(now({"fact": fact_id}))
        of_fact = now({"fact__0": fact_id})
        verdicts = yield self._verdicts.sql, self._verdicts.bind(of_fact)
        sides = yield self._sides.sql, self._sides.bind(of_fact)
        body = facts.fact(
            self._fact.pick(row),
            verdicts=map(self._verdicts.pick, verdicts),
            sides=map(self._sides.pick, sides),
        )
        return formats.dump(body)

    def claims_of_fact(self, scope: str, fact_id: int) -> Work:
        """Read a fact, and the first page of the claims that bear on it."""
        yield self._fact.sql, self._fact.bind(now({"fact": fact_id}))
        held = yield self._held.sql, self._held.bind(now({"fact__0": fact_id}))
        rated_false = [one for one in held if self._held.pick(one)[1] in RATED_FALSE]
        assert not rated_false, "the limit does not derive what is after a verdict"
        page = yield from self.page(
            scope, "fact", fact_id, more={"after_verdict": None}
        )
        return page

    def page(
        self,
        scope: str,
        name: str,
        value: Any,
        *,
        cursor: str = "",
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> Work:
        """Read one page of the claims that match a filter, each with ``more``."""
        values = {**REVIEW_VALUES, f"{name}__0": value}
        if cursor:
            _, dated, claim_id = orjson.loads(urlsafe_b64decode(cursor + "=="))
            values |= {"after__0": datetime.fromisoformat(dated), "after__1": claim_id}
        page = self._pages(name, after=bool(cursor))
        rows = yield page.sql, page.bind(values)
        shown = list(map(page.pick, rows[:PAGE_SIZE]))
        steps = defaultdict(list)
        if shown:
            count = batch_size(len(shown))
            speakers = self._speakers(count)
            ids = [row[0] for row in shown]
            found = yield speakers.sql, ids + [0] * (count - len(ids))
            for step in map(speakers.pick, found):
                steps[step[0]].append(step)
        following = None
        if len(rows) > PAGE_SIZE:
            following = _cursor(scope, formats.at(shown[-1][20]), ids[-1])
        claims = [{**formats.claim(row, steps[row[0]]), **more} for row in shown]
        drafts = self._drafts(name)
        ((hidden,),) = yield drafts.sql, drafts.bind({f"{name}__0": value})
        envelope = {"data": claims, "next_cursor": following}
        return formats.dump({**envelope, "hidden": {"drafts": hidden}})

    def _read(self, read: Any, columns: Sequence[str]) -> Read:
        return Read(read, self._dialect, columns)

    def _page_of(self, name: str, *, after: bool) -> Read:
        shape = tuple(sorted([("review", len(REVIEWS)), (name, 1)]))
        place = Place(after=after)
        read = list_claims(shape=shape, place=place, limit=PAGE_SIZE + 1, viewer=READER)
        return self._read(read, formats.ROW)

    def _drafts_of(self, name: str) -> Read:
        read = count_drafts(shape=((name, 1),), viewer=READER)
        return self._read(read, ["total"])

    def _speakers_of(self, count: int) -> Read:
        read = list_speakers(count=count, viewer=READER)
        return self._read(read, formats.SPEAKER)


def now(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the bind values of a read of the present."""
    return {**values, "until": datetime.now(UTC) + timedelta(microseconds=1)}


@lru_cache
def scope_of(path: str, query: str) -> str:
    """Return the digest that binds a cursor to its list: equal for all its pages."""
    asked = {"type": "http", "path": path, "query_string": query.encode()}
    cursor, _ = next_page(Request(asked | {"headers": []}), ())
    scope: str = orjson.loads(urlsafe_b64decode(cursor + "=="))[0]
    return scope


def _cursor(scope: str, dated_at: Any, claim_id: int) -> str:
    token = orjson.dumps([scope, dated_at, claim_id], option=orjson.OPT_UTC_Z)
    return urlsafe_b64encode(token).decode().rstrip("=")
