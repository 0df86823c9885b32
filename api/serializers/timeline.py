"""How a fact was seen over time, as it is sent."""

from collections.abc import Sequence
from datetime import timedelta

from api.serializers.fact_claims import Refs
from api.serializers.values import Json, outlet_ref
from db.derived.sides import SIGNS
from db.derived.timeline import Mark, Report, Timeline
from db.values.types import AnyRow, instant

SECOND = timedelta(seconds=1)


def timeline_record(found: Timeline, refs: Refs) -> Json:
    """Return what was held of a fact, by whom, and who reported it when."""
    return {
        "sources": [
            {
                "source_id": source_id,
                "source": refs.sources[source_id],
                "stances": [
                    _stance(row, found.marks(held, row.claim_id)) for row in held.rows
                ],
            }
            for source_id, held in found.sources.items()
        ],
        "unattributed": [_stance(row, ()) for row in found.unattributed],
        "articles": list(refs.articles.values()),
        "outlets": [_report(one) for one in found.reports],
    }


def _stance(row: AnyRow, marks: Sequence[Mark]) -> Json:
    return {
        "claim_id": row.claim_id,
        "article_id": row.article_id,
        "at": instant(row.dated_at),
        "basis": row.dated_basis,
        "stance": row.stance,
        "sign": SIGNS.get(row.stance),
        "marks": marks,
    }


def _report(report: Report) -> Json:
    row = report.row
    return {
        "outlet_id": row.article_outlet_id,
        "outlet": outlet_ref(row.article_outlet_id, row.article_outlet_name),
        "article_id": row.article_id,
        "first_at": instant(row.article_published_from),
        "lag_seconds": None if report.lag is None else report.lag // SECOND,
        "precision": report.precision,
        "reprint": row.root_article_id is not None,
    }
