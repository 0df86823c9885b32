"""Wire format of reverts."""

from pydantic import Field

from api.schemas.types import Body
from api.settings import MAX_NUMBER


class RevertIn(Body):
    """The version to which the fields of a record are reverted."""

    version: int = Field(
        ge=1,
        le=MAX_NUMBER,
        description="The number of an earlier version, as in the history.",
        examples=[3],
    )
