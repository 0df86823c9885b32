"""The state of a fact, computed from the records that the viewer may see.

``until`` is the first instant after the requested one.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from db.engine.aliases import aliased
from db.models import Assessment, Fact, Outcome, Source
from db.models.fact_state import CODES, DUE, OUTCOME, OUTCOMES, SIDES
from db.queries.known_by import UNTIL
from db.queries.survivors import survivor_of
from db.queries.visibility import refers
from db.values.types import EndOfDate
from db.values.viewer import Viewer

NEWER = aliased(Assessment, name="newer")
ASSESSOR = aliased(Source, name="assessor")
KNOWN_OUTCOME = Outcome.superseded_at.is_(None) & (Outcome.known_at < UNTIL)


def latest(viewer: Viewer) -> ColumnElement[bool]:
    """Match the latest assessment of each assessor before ``until``.

    The LIMIT makes PostgreSQL look up newer assessments by index. With ``NOT EXISTS``
    it may compare all with all, until it has statistics of a new table.
    """
    newer = (
        select(NEWER.id)
        .where(
            NEWER.fact_id == Assessment.fact_id,
            _assessor_of(NEWER).is_not_distinct_from(_assessor_of(Assessment)),
            NEWER.as_of > Assessment.as_of,
            _standing(NEWER, viewer),
        )
        .limit(1)
        .correlate(Assessment)
        .scalar_subquery()
    )
    return _standing(Assessment, viewer) & newer.is_(None)


def code_for(viewer: Viewer) -> ColumnElement[int]:
    """Return the code of a fact's state, from records that ``viewer`` may see."""
    return OUTCOME_NUMBER * OUTCOME + _sides(viewer) + IS_DUE


def named_codes(states: Any) -> list[int]:  # noqa: ANN401 - an iterable of states
    """Return the values of the filter ``code`` for facts in one of ``states``."""
    return [code for state in states for code in CODES[state]]


def _assessor_of(assessment: Any) -> ColumnElement[int]:  # noqa: ANN401 - or its alias
    """Return the survivor of the assessor; null means our own desk."""
    return (
        select(survivor_of(ASSESSOR))
        .where(ASSESSOR.id == assessment.assessor_id)
        .correlate(assessment)
        .scalar_subquery()
    )


def _standing(assessment: Any, viewer: Viewer) -> ColumnElement[bool]:  # noqa: ANN401 - or its alias
    """Match current assessments before ``until`` by our desk or visible assessors."""
    seen = refers(assessment.assessor_id, Source, viewer)
    return and_(
        assessment.superseded_at.is_(None),
        assessment.as_of < UNTIL,
        assessment.assessor_id.is_(None) | seen,
    )


def _sides(viewer: Viewer) -> ColumnElement[int]:
    """Return the sum of the codes of the sides of the latest verdicts."""
    taken = [
        func.coalesce(
            func.max(case((Assessment.verdict.in_(verdicts), side), else_=0)), 0
        )
        for side in sorted(set(SIDES.values()))
        for verdicts in ([name for name, taken in SIDES.items() if taken == side],)
    ]
    return (
        select(sum(taken[1:], taken[0]))
        .where(Assessment.fact_id == Fact.id, latest(viewer))
        .correlate(Fact)
        .scalar_subquery()
    )


OUTCOME_NUMBER = case(
    *((Outcome.value == value, number) for number, value in enumerate(OUTCOMES, 1)),
    else_=0,
)
DEADLINE = EndOfDate(Fact.resolves_by)
IS_DUE = case((DEADLINE < UNTIL, DUE), else_=0)
