"""Assessments of a fact at an instant, with columns of other records."""

from collections.abc import Collection, Iterable
from typing import Any

from db.errors import NotFoundError
from db.history.facts import Facts, load_facts
from db.history.lists import page_of
from db.history.past_records import PastRecords
from db.history.sources import article_columns, load_sources
from db.queries.assessments import LATEST_HELD, AssessmentRow, EvidenceRow
from db.queries.ref_columns import ArticleColumns
from db.queries.snapshots import Snapshot
from db.reads.assessments import AssessmentDetail, AssessmentPage, by_assessment
from db.reads.pages import PageQuery
from db.values.types import to_datetime

OUR_DESK: Snapshot = {"name": None, "kind": None}
NO_ARTICLE: dict[str, Any] = dict.fromkeys(ArticleColumns.columns)


async def list_assessments_at(
    past: PastRecords, fact_id: int, query: PageQuery
) -> AssessmentPage:
    """Return a page of the assessments of a fact, the latest first."""
    facts = await load_facts(past, [fact_id])
    page = page_of(await _rows(past, facts, fact_id), LATEST_HELD, query)
    shown = {row.id for row in page.rows}
    evidence = await _evidence(past, _evidence_of(facts, fact_id, shown))
    return AssessmentPage(page, by_assessment(evidence))


async def list_all_assessments_at(
    past: PastRecords, fact_id: int
) -> list[AssessmentRow]:
    """Return all assessments of a fact, the earliest first."""
    facts = await load_facts(past, [fact_id])
    return await list_assessments_of_facts_at(past, facts, [fact_id])


async def list_assessments_of_facts_at(
    past: PastRecords, facts: Facts, fact_ids: Iterable[int]
) -> list[AssessmentRow]:
    """Return all assessments of facts, the earliest first."""
    rows = [row for one in fact_ids for row in await _rows(past, facts, one)]
    return sorted(rows, key=lambda row: (to_datetime(row.as_of), row.id))


async def read_assessment_at(
    past: PastRecords, fact_id: int, assessment_id: int
) -> AssessmentDetail:
    """Return one assessment of a fact, or raise ``NotFoundError``."""
    facts = await load_facts(past, [fact_id])
    for row in await _rows(past, facts, fact_id):
        if row.id == assessment_id:
            evidence = _evidence_of(facts, fact_id, {assessment_id})
            return AssessmentDetail(row, await _evidence(past, evidence))
    resource = "assessment"
    raise NotFoundError(resource, assessment_id)


async def _rows(past: PastRecords, facts: Facts, fact_id: int) -> list[AssessmentRow]:
    assessments = facts.assessments(fact_id)
    sources = await load_sources(past, (one["assessor_id"] for one in assessments))
    rows = []
    for one in assessments:
        assessor = sources.snapshots.get(one["assessor_id"], OUR_DESK)
        names = {f"assessor_{name}": assessor[name] for name in OUR_DESK}
        held_by = {"held_by_id": facts.assessor(one)}
        rows.append(AssessmentRow.of(one | names | held_by))
    return rows


def _evidence_of(
    facts: Facts, fact_id: int, assessment_ids: Collection[int]
) -> list[Snapshot]:
    """Return the evidence of assessments of a fact, or of facts merged into it."""
    found = [
        one
        for member in facts.members(fact_id)
        for one in facts.snapshots[member]["evidence"]
        if one["assessment_id"] in assessment_ids
    ]
    return sorted(found, key=lambda one: int(one["id"]))


async def _evidence(past: PastRecords, found: list[Snapshot]) -> list[EvidenceRow]:
    """Return evidence with the claims and articles that it refers to."""
    claims = await past.snapshots("claim", (one["claim_id"] for one in found))
    articles = await past.snapshots("article", (one["article_id"] for one in found))
    outlets = (article["outlet_id"] for article in articles.values())
    sources = await load_sources(past, outlets)
    rows = []
    for one in found:
        claim, article = claims.get(one["claim_id"]), articles.get(one["article_id"])
        shown = article_columns(article, sources) if article else NO_ARTICLE
        columns = {**NO_ARTICLE, **one, **shown, "claim_text": claim and claim["text"]}
        rows.append(EvidenceRow.of(columns))
    return rows
