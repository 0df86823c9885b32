"""Query parameters of corroboration."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from api.schemas.as_of import RecordAsOf
from api.schemas.closed_lists import Fold, FoldFilter
from api.schemas.lists import ExplainParams, LongCursorParams
from api.schemas.types import split
from db.derived.deduplication import FOLDS


class CorroborationParams(LongCursorParams, ExplainParams, RecordAsOf):
    """Query parameters of corroboration."""

    fold: Annotated[list[FoldFilter], BeforeValidator(split)] = Field(
        list(FOLDS),
        max_length=len(FOLDS),
        description="The rules that count several articles or sources as one.",
        examples=[["reprint"]],
    )

    @model_validator(mode="after")
    def _folds_or_does_not(self) -> Self:
        if "none" in self.fold and set(self.fold) != {"none"}:
            message = "fold must not combine none with other values."
            raise ValueError(message)
        return self

    @property
    def folds(self) -> list[Fold]:
        """Return the folding rules to apply, in their order."""
        return [fold for fold in FOLDS if fold in self.fold]
