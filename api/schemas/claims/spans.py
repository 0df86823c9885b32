"""Schemas of spans in requests."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.claims.fields import Position
from api.schemas.closed_lists import Part
from api.schemas.types import Body, Text

Words = Annotated[Text, Field(min_length=1, max_length=20_000)]
Context = Annotated[Text, Field(max_length=1000)]
Offset = Annotated[int, Field(ge=0, le=5_000_000)]


class SpanIn(Body):
    """A place in the text: by offsets in code points, by the words, or by both."""

    part: Part
    position: Position | None = Field(
        None,
        description="The position of the step of a source or a cue; not "
        "sent for content.",
    )
    start: Offset | None = Field(
        None,
        description="The start of the words, in code points from 0: in the text as "
        "sent in the same request, else in the stored text.",
    )
    end: Offset | None = Field(
        None,
        description="The end of the words (exclusive), counted like `start`.",
    )
    exact: Words | None = Field(
        None,
        description="The words. They also match with different spaces, line ends, "
        "quotation marks, apostrophes, dashes, ligatures and invisible characters; if "
        "nothing else matches, in another letter case. The words of the text are "
        "stored.",
        examples=["There is no sign of frost"],
    )
    prefix: Context | None = Field(
        None,
        description="The text right before the words, if they occur several times; "
        "matched like `exact`.",
    )
    suffix: Context | None = Field(
        None,
        description="The text right after the words, if they occur several times; "
        "matched like `exact`.",
    )

    @model_validator(mode="after")
    def _points_somewhere(self) -> Self:
        offsets = {self.start is None, self.end is None}
        if len(offsets) > 1 or (offsets == {True} and self.exact is None):
            message = "send start and end, or exact, or all three"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.start is not None and self.end is not None and self.start >= self.end:
            message = "start must be before end"
            raise ValueError(message)
        return self
