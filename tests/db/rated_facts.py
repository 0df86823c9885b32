"""Reads of what facts were rated, and of the claims on them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from db.queries import assessments, fact_claims, stats

Asked = tuple[Any, dict[str, Any], dict[str, Any]]  # a builder, its shape, its values


def rated(told: Any, seen: dict[str, Any], until: datetime) -> Iterator[Asked]:
    """Yield the reads with which the fact is found."""
    known = {"fact": told.fact, "until": until}
    yield assessments.list_held, seen, known
    one = known | {"assessment": told.assessment}
    yield assessments.get_assessment, seen, one
    of_facts, one = {"fact__0": told.fact, "until": until}, seen | {"count": 1}
    yield assessments.list_held_on, one, of_facts
    withdrawn = one | {"withdrawn": False}
    yield fact_claims.list_newest_verdicts, withdrawn, of_facts
    for by in (("source",), ("verdict",), ("source", "verdict")):
        shape = seen | {"by": by, "bucket": "month", "limit": 9}
        yield stats.count_verdicts_by, shape, {"top": 9, "until": until}
    for as_of in (False, True):
        yield fact_claims.count_stances, one | {"as_of": as_of}, of_facts
        shape = seen | {"scope": "fact", "as_of": as_of}
        yield fact_claims.list_assessments_of_facts, shape, known
