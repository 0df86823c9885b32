"""Checks of the chains of claims."""

from typing import get_args

from sqlalchemy import ColumnElement, exists, not_, or_

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Attribution, Claim, Source
from db.models.attribution import OriginRelation
from db.queries.survivors import survivor_of
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

STEP = aliased(Attribution, name="step")
OTHER = aliased(Attribution, name="other")
LAST = not_(
    exists().where(OTHER.claim_id == STEP.claim_id, OTHER.position > STEP.position)
)


def _some_step(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(STEP.claim_id == Claim.id, *conditions)


def _without(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return not_(exists().where(OTHER.claim_id == STEP.claim_id, *conditions))


@prepared(ViolationRow)
def positions(*, viewer: Viewer) -> AnySelect:
    """Select claims with a gap before the position of a step."""
    gap = _without(OTHER.position == STEP.position - 1)
    return violations(Claim, viewer, _some_step(STEP.position > 1, gap))


@prepared(ViolationRow)
def seqs(*, viewer: Viewer) -> AnySelect:
    """Select claims with a gap before the number of a step at its position."""
    gap = _without(OTHER.position == STEP.position, OTHER.seq == STEP.seq - 1)
    return violations(Claim, viewer, _some_step(STEP.seq > 1, gap))


@prepared(ViolationRow)
def origins(*, viewer: Viewer) -> AnySelect:
    """Select claims with an origin that is not last, or a last step that is not one."""
    return violations(Claim, viewer, _some_step(STEP.is_origin != LAST))


@prepared(ViolationRow)
def relations(*, viewer: Viewer) -> AnySelect:
    """Select claims with a relation that is not allowed at its position."""
    begins = STEP.relation.in_(get_args(OriginRelation))
    return violations(Claim, viewer, _some_step(begins != LAST))


@prepared(ViolationRow)
def unattributed(*, viewer: Viewer) -> AnySelect:
    """Select unattributed claims with a chain, and others without one."""
    return violations(Claim, viewer, (Claim.form == "unattributed") == _some_step())


@prepared(ViolationRow)
def unnamed(*, viewer: Viewer) -> AnySelect:
    """Select claims with an unnamed source of another article."""
    named = or_(Source.id == STEP.source_id, Source.id == STEP.printed_source_id)
    foreign = _some_step(named, Source.article_id != Claim.article_id)
    return violations(Claim, viewer, foreign)


@prepared(ViolationRow)
def survivors(*, viewer: Viewer) -> AnySelect:
    """Select claims with a step whose source is not the survivor."""
    astray = _some_step(
        Source.id == STEP.printed_source_id, STEP.source_id != survivor_of(Source)
    )
    return violations(Claim, viewer, astray)
