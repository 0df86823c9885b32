"""Assessments of facts, and their evidence."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import Base, Judgement, one_of, one_standing
from db.values.types import Key

Verdict = Literal[
    "unverified",
    "true",
    "mostly_true",
    "mixed",
    "mostly_false",
    "false",
    "misleading",
    "contested",
    "unverifiable",
]
Bearing = Literal["supports", "contradicts", "context"]


class Evidence(Base):
    """A piece of evidence for an assessment: a claim, an article or an address."""

    __tablename__ = "evidence"
    __table_args__ = (
        one_of("bearing", get_args(Bearing)),
        CheckConstraint(
            "(CASE WHEN claim_id IS NULL THEN 0 ELSE 1 END) + "
            "(CASE WHEN article_id IS NULL THEN 0 ELSE 1 END) + "
            "(CASE WHEN url IS NULL THEN 0 ELSE 1 END) = 1",
            name="one",
        ),
        ForeignKeyConstraint(
            ["judged_fact_id", "assessment_id"],
            ["assessment.judged_fact_id", "assessment.id"],
        ),
        Index("ix_evidence_assessment", "assessment_id", "id"),
        Index("ix_evidence_fact", "judged_fact_id"),
        Index("ix_evidence_claim", "claim_id"),
        Index("ix_evidence_article", "article_id"),
    )

    judged_fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))
    assessment_id: Mapped[Key]
    claim_id: Mapped[Key | None] = mapped_column(ForeignKey("claim.id"))
    article_id: Mapped[Key | None] = mapped_column(ForeignKey("article.id"))
    url: Mapped[str | None]
    bearing: Mapped[str]


class Assessment(Judgement):
    """The verdict of an assessor, or of our own desk, on a fact at one time."""

    __tablename__ = "assessment"
    __table_args__ = (
        one_of("verdict", get_args(Verdict)),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        UniqueConstraint("judged_fact_id", "id"),  # evidence refers to both
        one_standing("uq_assessment_standing", "fact_id", "assessor_id", "as_of"),
        # An index treats nulls as distinct, so our own desk needs a second one.
        one_standing(
            "uq_assessment_standing_desk",
            "fact_id",
            "as_of",
            where=" AND assessor_id IS NULL",
        ),
        Index("ix_assessment_newest", "fact_id", "as_of", "id"),
        Index("ix_assessment_judged", "judged_fact_id"),
        Index("ix_assessment_assessor", "assessor_id", "fact_id"),
    )

    judged_fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))
    fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))
    assessor_id: Mapped[Key | None] = mapped_column(ForeignKey("source.id"))
    verdict: Mapped[str]
    verdict_text: Mapped[str | None]
    probability: Mapped[float | None] = mapped_column(Float(53))
    as_of: Mapped[datetime]
    rationale: Mapped[str | None]

    evidence: Mapped[list[Evidence]] = relationship(order_by=Evidence.id, lazy="raise")
