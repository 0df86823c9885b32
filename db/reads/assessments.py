"""Assessments of facts, with their evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries.assessments import (
    LATEST_HELD,
    AssessmentRow,
    EvidenceRow,
    get_assessment,
    list_assessments,
    list_evidence,
    list_held,
)
from db.queries.keyset import Place
from db.reads.facts import bound_of
from db.reads.pages import Page, PageQuery, keyset_page_of
from db.reads.reading import Reading
from db.reads.records import only_row


@dataclass(frozen=True)
class AssessmentDetail:
    """A single assessment with its evidence."""

    row: AssessmentRow
    evidence: Sequence[EvidenceRow]


@dataclass(frozen=True)
class AssessmentPage:
    """A page of assessments, and their evidence by the id of the assessment."""

    page: Page[AssessmentRow]
    evidence: Mapping[int, Sequence[EvidenceRow]]


async def list_assessments_of_fact(
    reading: Reading, fact_id: int, query: PageQuery, *, until: datetime | None = None
) -> AssessmentPage:
    """Return a page of the assessments of a fact before ``until``, the latest first."""
    bound = {"fact": fact_id, "until": bound_of(until)}

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AssessmentRow]:
        values = {**bound, **key}
        return await reading.rows(list_assessments, values, place=place, limit=limit)

    page = await keyset_page_of(rows, LATEST_HELD, query)
    ids = [row.id for row in page.rows]
    evidence = await reading.rows_of(list_evidence, "assessment", ids)
    return AssessmentPage(page, by_assessment(evidence))


async def list_all_assessments_of_fact(
    reading: Reading, fact_id: int, *, until: datetime | None = None
) -> Sequence[AssessmentRow]:
    """Return all assessments of a fact before ``until``, the earliest first."""
    values = {"fact": fact_id, "until": bound_of(until)}
    return await reading.scan(list_held, values)


async def read_assessment(
    reading: Reading,
    fact_id: int,
    assessment_id: int,
    *,
    until: datetime | None = None,
) -> AssessmentDetail:
    """Return an assessment of a fact, or raise ``NotFoundError``."""
    values = {
        "fact": fact_id,
        "assessment": assessment_id,
        "until": bound_of(until),
    }
    rows = await reading.rows(get_assessment, values)
    row = only_row(rows, "assessment", assessment_id)
    evidence = await reading.rows_of(list_evidence, "assessment", [assessment_id])
    return AssessmentDetail(row, evidence)


def by_assessment(
    evidence: Iterable[EvidenceRow],
) -> Mapping[int, Sequence[EvidenceRow]]:
    """Return evidence grouped by assessment, in the given order."""
    groups: dict[int, list[EvidenceRow]] = defaultdict(list)
    for row in evidence:
        groups[row.assessment_id].append(row)
    return groups
