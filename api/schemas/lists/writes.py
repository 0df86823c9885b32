"""Parameters of writes."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.types import Text
from api.settings import MAX_REASON


class WriteParams(BaseModel):
    """Query parameters of every write."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Text, Field(max_length=MAX_REASON)] | None = Field(
        None,
        description="The reason for the change, which is stored in the history.",
        examples=["a typing error"],
    )


class CascadeParams(WriteParams):
    """Query parameters of a write that may cascade."""

    cascade: bool = Field(
        False,
        description="Whether the claims of the article are withdrawn with it.",
        examples=[True],
    )


class ReasonedParams(BaseModel):
    """Query parameters of the writes that require a reason."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Text, Field(min_length=1, max_length=MAX_REASON)] = Field(
        description="The reason for the change, which is stored in the history.",
        examples=["withdrawn by mistake"],
    )
