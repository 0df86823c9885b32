"""What lists of claims, and what is derived from them, leave out."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Answer


class Hidden(Answer):
    """What is left out because it is not reviewed."""

    drafts: int = Field(
        description="The number of drafts that match otherwise; 10,000 also stands for "
        "more.",
        examples=[12],
    )


HiddenClaims = Annotated[
    Hidden | None,
    Field(
        description="What the list leaves out; only if `review` was not sent. "
        "`review=draft` lists it."
    ),
]
DRAFTS_ON_FACT = (
    "The drafts that bear on the fact: none is counted until it has been reviewed."
)
