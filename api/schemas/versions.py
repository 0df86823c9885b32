"""Wire format of reverts."""

from pydantic import Field

from api.schemas.types import Body
from api.settings import MAX_ID


class RevertIn(Body):
    """The version whose fields a record gets again."""

    version: int = Field(
        ge=1,
        le=MAX_ID,
        description="The number of an earlier version, as the history has it.",
        examples=[3],
    )
