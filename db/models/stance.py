"""Stances of claims on facts."""

from typing import Literal, get_args

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import CURRENT, Judgement, one_of, one_standing
from db.models.claim_order import ClaimOrder, index_orders
from db.values.types import Key

StanceValue = Literal[
    "supports", "hedges_for", "noncommittal", "no_evidence", "hedges_against", "denies"
]


class Stance(ClaimOrder, Judgement):
    """The stance of a claim on a fact."""

    __tablename__ = "stance"
    __table_args__ = (
        one_of("stance", get_args(StanceValue)),
        one_standing("uq_stance_standing", "claim_id", "fact_id"),
        Index("ix_stance_judged", "judged_fact_id", "claim_id"),
    )

    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    judged_fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))  # never changes
    # The survivor of its merges.
    fact_id: Mapped[Key] = mapped_column(ForeignKey("fact.id"))
    stance: Mapped[str]


index_orders(Stance, Stance.fact_id, where=CURRENT)
