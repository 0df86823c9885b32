"""Facts: neutral, dated propositions that claims take a stance on."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, and_, exists, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from db.models.assessment import Assessment, Evidence
from db.models.base import ERASED, Described, editable_rules, one_live, one_of
from db.models.outcome import Outcome
from db.values.types import Key

FactKind = Literal[
    "event", "state", "quantity", "responsibility", "intent", "forecast", "other"
]


class Fact(Described):
    """A proposition that is followed to its outcome."""

    __tablename__ = "fact"
    __table_args__ = (
        *editable_rules(),
        one_of("kind", get_args(FactKind)),
        CheckConstraint("slug <> ''", name="slug"),
        CheckConstraint("length(statement) BETWEEN 1 AND 2000", name="statement"),
        CheckConstraint(
            "kind <> 'forecast' OR "
            "(resolution_criteria IS NOT NULL AND resolves_by IS NOT NULL)",
            name="forecast",
        ),
        CheckConstraint("opens_at < closes_at", name="closes_at"),
        CheckConstraint("opens_at < resolves_by", name="resolves_by"),
        CheckConstraint("parent_id <> id", name="parent"),
        CheckConstraint("merged_into_id <> id", name="merged_into"),
        one_live("uq_fact_live_slug", "slug"),
        Index("ix_fact_statement_key", "statement_key"),
        # Partial, because most facts have null here: the planner would misuse full
        # indexes.
        *(
            Index(
                f"ix_fact_{name}",
                f"{name}_id",
                sqlite_where=text(f"{name}_id IS NOT NULL"),
                postgresql_where=text(f"{name}_id IS NOT NULL"),
            )
            for name in ("parent", "merged_into")
        ),
    )

    slug: Mapped[str]
    statement: Mapped[str]
    statement_key: Mapped[str]  # a digest: statements are too long to index
    kind: Mapped[str]
    resolution_criteria: Mapped[str | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    resolves_by: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(info=ERASED)
    parent_id: Mapped[Key | None] = mapped_column(ForeignKey("fact.id"))
    merged_into_id: Mapped[Key | None] = mapped_column(ForeignKey("fact.id"))

    # The current judgements on this fact itself, not on facts that were merged into it.
    assessments: Mapped[list[Assessment]] = relationship(
        primaryjoin=lambda: and_(
            Fact.id == foreign(Assessment.judged_fact_id),
            Assessment.superseded_at.is_(None),
        ),
        order_by=Assessment.id,
        lazy="raise",
    )
    evidence: Mapped[list[Evidence]] = relationship(
        primaryjoin=lambda: and_(
            Fact.id == foreign(Evidence.judged_fact_id),
            exists().where(
                Assessment.id == Evidence.assessment_id,
                Assessment.superseded_at.is_(None),
            ),
        ),
        order_by=Evidence.id,
        lazy="raise",
        viewonly=True,  # evidence is created with its assessment
    )
    outcomes: Mapped[list[Outcome]] = relationship(
        primaryjoin=lambda: and_(
            Fact.id == foreign(Outcome.judged_fact_id),
            Outcome.superseded_at.is_(None),
        ),
        order_by=Outcome.id,
        lazy="raise",
    )


Index("ix_fact_newest", Fact.created_at.desc(), Fact.id.desc())
Index("ix_fact_resolving", Fact.resolves_by, Fact.id)
