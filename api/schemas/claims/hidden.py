"""What lists of claims leave out."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Answer


class Hidden(Answer):
    """What a list leaves out because `review` was not sent."""

    drafts: int = Field(
        description="The number of drafts that match the same filters; 10,000 also "
        "stands for more.",
        examples=[12],
    )


HiddenClaims = Annotated[
    Hidden | None,
    Field(
        description="What the list leaves out; only if `review` was not sent. "
        "`review=draft` lists it."
    ),
]
