"""Outcomes of facts."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Judgement, fuzzy_checks, one_of, one_standing
from db.values.types import Key

OutcomeValue = Literal["yes", "no", "ambiguous", "annulled"]


class Outcome(Judgement):
    """The outcome of a fact, and the time it became known."""

    __tablename__ = "outcome"
    __table_args__ = (
        one_of("value", get_args(OutcomeValue)),
        *fuzzy_checks("occurred"),
        one_standing("uq_outcome_standing", "fact_id"),
        Index("ix_outcome_judged", "judged_fact_id"),
    )

    judged_fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))
    fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))
    value: Mapped[str]
    occurred_from: Mapped[datetime | None]
    occurred_to: Mapped[datetime | None]
    occurred_precision: Mapped[str | None]
    occurred_text: Mapped[str | None]
    known_at: Mapped[datetime]
    rationale: Mapped[str | None]
