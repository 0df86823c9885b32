"""Fields that several schemas of claims share."""

from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.types import NotBlank, Text
from db.values.names import trimmed

ClaimText = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=20_000,
        description="The words of the claim, as printed.",
        examples=["There is no sign of frost"],
    ),
    NotBlank,
]
Position = Annotated[
    int,
    Field(
        ge=1,
        le=100,
        description="The position in the chain: 1 is nearest to the outlet, the last "
        "one is the origin. Several sources may share a position.",
        examples=[1],
    ),
]
TagName = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=100,
        description="The name of the tag.",
        examples=["belarus"],
    ),
    NotBlank,
    AfterValidator(trimmed),
]
SAID = (
    "When it was said: not after the publication of its article; null if unknown. "
    "The time that the claim is about is `about`."
)
ABOUT = "The time that the claim is about, past or future; null if unknown."
REVISION = "The id of the revision in which it was printed; the newest if not given."
