"""The standing of facts: newest verdicts, and claims by stance."""

from sqlalchemy import func, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.engine.rows import Row, StoredInstant, column, labels_by
from db.models import Article, Assessment, Claim, Fact, Source, Stance
from db.models.assessment import Verdict
from db.models.stance import StanceValue
from db.queries.fact_claims.scopes import counted
from db.queries.facts import latest
from db.queries.filters import binds
from db.queries.ref_columns import label_of
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ASSESSED_AS = aliased(Source, name="assessed_as")
HOLDER = aliased(Source, name="verdict_holder")  # the survivor of the assessor


class VerdictRow(Row):
    """The newest verdict of an assessor on a fact; no assessor means our own desk."""

    fact_id: int = column(Assessment.fact_id)
    id: int = column(Assessment.id)
    assessor_id: int | None = column(HOLDER.id)
    assessor_name: str | None = column(HOLDER.name)
    assessor_kind: str | None = column(HOLDER.kind)
    assessor_label: str | None = column(label_of(HOLDER))
    labels = labels_by(assessor_label="assessor_id")
    verdict: Verdict = column(Assessment.verdict)
    as_of: StoredInstant = column(Assessment.as_of)


class StanceCountRow(Row):
    """The number of counted claims with a stance on a fact."""

    fact_id: int = column(Stance.fact_id)
    stance: StanceValue = column(Stance.stance)
    n: int = column(func.count())


@prepared(VerdictRow)
def list_newest_verdicts(
    *, count: int, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the newest verdicts on ``count`` facts before ``until``, latest first.

    An assessor may have several at the same instant if others were merged into it.
    """
    return (
        VerdictRow.select()
        .select_from(Assessment)
        .join(Fact, Fact.id == Assessment.fact_id)
        .outerjoin(ASSESSED_AS, ASSESSED_AS.id == Assessment.assessor_id)
        .outerjoin(HOLDER, HOLDER.id == survivor_of(ASSESSED_AS))
        .where(Assessment.fact_id.in_(binds("fact", count)), latest(viewer))
        .where(visible(Fact, viewer, withdrawn=withdrawn))
        .order_by(Assessment.as_of.desc(), Assessment.id.desc())
    )


@prepared(StanceCountRow)
def count_stances(*, count: int, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select the number of counted claims with each stance on ``count`` facts."""
    statement = (
        select(Stance.fact_id, Stance.stance, func.count().label("n"))
        .select_from(Stance)
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Stance.fact_id.in_(binds("fact", count)))
        .group_by(Stance.fact_id, Stance.stance)
    )
    if as_of:
        statement = statement.join(Article, Article.id == Claim.article_id)
    return counted(statement, viewer, as_of=as_of)
