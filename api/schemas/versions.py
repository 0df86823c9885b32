"""Wire format of reverts."""

from pydantic import Field

from api.schemas.types import Body
from api.settings import MAX_NUMBER


class RevertIn(Body):
    """The version whose fields a record gets again."""

    version: int = Field(
        ge=1,
        le=MAX_NUMBER,
        description="The number of an earlier version, as the history has it.",
        examples=[3],
    )
