"""Ratings of the reliability of sources."""

from typing import Literal, get_args

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Judgement, one_of, one_standing
from db.values.types import Key

Reliability = Literal["A", "B", "C", "D", "E", "F"]


class Rating(Judgement):
    """The reliability of a source (Admiralty scale), on a topic or in general."""

    __tablename__ = "rating"
    __table_args__ = (
        one_of("reliability", get_args(Reliability)),
        one_standing("uq_rating_standing", "source_id", "topic"),
    )

    source_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    reliability: Mapped[str]
    topic: Mapped[str]  # empty for all topics
