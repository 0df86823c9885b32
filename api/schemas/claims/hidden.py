"""The drafts that lists of claims and derived results leave out."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Answer


class Hidden(Answer):
    """The records left out because they are not reviewed."""

    drafts: int = Field(
        description="The number of drafts that match otherwise; 10,000 means that "
        "number or more. Filters without an index are tested on 5,000 drafts only.",
        examples=[12],
    )


HiddenClaims = Annotated[
    Hidden | None,
    Field(
        description="The number of records left out; only if `review` was not sent. "
        "`review=draft` lists them."
    ),
]
DRAFTS_ON_FACT = (
    "The drafts with a stance on the fact: they do not count until they are reviewed."
)
