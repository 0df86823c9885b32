"""How claims bear on facts."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Judgement, one_of, one_standing
from db.types import Key

StanceValue = Literal[
    "supports", "hedges_for", "noncommittal", "no_evidence", "hedges_against", "denies"
]


class Stance(Judgement):
    """How one claim bears on one fact."""

    __tablename__ = "stance"
    __table_args__ = (
        one_of("stance", get_args(StanceValue)),
        one_standing("uq_stance_standing", "claim_id", "fact_id"),
        Index("ix_stance_judged", "judged_fact_id", "claim_id"),
    )

    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    judged_fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))  # never changes
    fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))  # survives its merges
    dated_at: Mapped[datetime]  # the claim's, so that one index orders a fact's
    stance: Mapped[str]


Index(
    "ix_stance_newest",
    Stance.fact_id,
    Stance.dated_at.desc(),
    Stance.claim_id.desc(),
    sqlite_where=text("superseded_at IS NULL"),
    postgresql_where=text("superseded_at IS NULL"),
)
