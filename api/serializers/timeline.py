"""JSON of timelines of facts."""

from datetime import timedelta

from api.serializers.fact_claims import Refs
from api.serializers.retractions import article_retracted_at, retraction_record
from api.serializers.values import Json, outlet_ref
from api.serializers.verdicts import rated_false
from db.derived.sides import SIGNS
from db.derived.timeline import NO_STANCES, Report, SourceStances, Timeline
from db.queries.fact_claims import FactClaimRow
from db.reads.timelines import FactTimeline, TimelinePage
from db.values.types import json_instant

SECOND = timedelta(seconds=1)


def timeline_record(found: FactTimeline, page: TimelinePage) -> Json:
    """Return one page of the stances on a fact over time, and of the first reports."""
    timeline, refs = found.timeline, Refs(found.claims)
    return {
        "sources": [
            {
                "source_id": source_id,
                "source": refs.source(source_id),
                "stances": [
                    _stance(timeline, row, timeline.sources[source_id])
                    for row in stances.rows
                ],
            }
            for source_id, stances in page.sources.items()
        ],
        "unattributed": [_stance(timeline, row) for row in page.unattributed],
        "articles": [
            refs.article(article_id)
            for article_id in dict.fromkeys(row.article_id for row in page.rows)
        ],
        "outlets": [_report(one) for one in page.reports],
    }


def _stance(
    timeline: Timeline, row: FactClaimRow, stances: SourceStances = NO_STANCES
) -> Json:
    retraction = stances.retracted.get(row.claim_id)
    verdict = timeline.after_verdict.get(row.claim_id)
    return {
        "claim_id": row.claim_id,
        "article_id": row.article_id,
        "at": json_instant(row.dated_at),
        "basis": row.dated_basis,
        "stance": row.stance,
        "sign": SIGNS.get(row.stance),
        "marks": timeline.marks(row, stances),
        "retracted_by": retraction and retraction_record(retraction),
        "article_retracted_at": article_retracted_at(row),
        "after_verdict": verdict and rated_false(verdict),
    }


def _report(report: Report) -> Json:
    row = report.row
    return {
        "outlet_id": row.article_outlet_id,
        "outlet": outlet_ref(
            row.article_outlet_id, row.article_outlet_name, row.article_outlet_label
        ),
        "article_id": row.article_id,
        "first_at": json_instant(row.article_published_from),
        "lag_seconds": None if report.lag is None else report.lag // SECOND,
        "precision": report.precision,
        "reprint": row.root_article_id is not None,
    }
