"""Schemas of fuzzy dates in requests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue

from api.schemas.closed_lists import Precision
from api.schemas.types import INSTANT_SCHEMA, Body, ShortText, with_offset
from db.values.dates import ONE_DATE, complete, parse_start

FROM = "The first instant of the interval (inclusive); null if its beginning is open."
TO = "The end of the interval (exclusive); null if its end is open."
TEXT = "The words for the date, as they were printed."
OBJECT = '{"from": "2022-03-22", "precision": "day"}'
WRITTEN_SCHEMA: JsonSchemaValue = {
    "type": "string",
    "pattern": r"^\d{4}(-(Q[1-4]|\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?"
    r"(Z|[+-]\d\d:\d\d))?)?))?$",
    "description": "A date as text: a year, month, quarter, day, or an "
    "instant with its time zone. The text determines its precision.",
    "examples": ["2022-03-22", "2022-03", "2022-Q1", "2022", "2022-03-22T09:30Z"],
}
# With its offset: only the precision tells whether it is a calendar date.
End = Annotated[datetime, BeforeValidator(with_offset), INSTANT_SCHEMA]


class OrWritten:
    """Documents a fuzzy date that may also be sent as a string."""

    def __get_pydantic_json_schema__(
        self,
        schema: Any,  # noqa: ANN401 - pydantic's
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """Return the schema of both forms of a date."""
        return {"anyOf": [WRITTEN_SCHEMA, handler(schema)]}


def _as_object(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    if isinstance(value, str):
        start, precision = parse_start(value)
        return {"from": start, "precision": precision, "text": None}
    if isinstance(value, Mapping | FuzzyDatePatch):
        return value
    message = f"{ONE_DATE} Or an object like {OBJECT}."
    raise ValueError(message)


class FuzzyDatePatch(Body):
    """A merge patch of a fuzzy date: sent keys replace stored ones.

    One end with a precision determines the other end.
    """

    from_: End | None = Field(None, alias="from", description=FROM)
    to: End | None = Field(None, description=TO)
    precision: Precision | None = Field(
        None,
        description="The precision of the ends. One end with a precision determines "
        "the other; without a precision, an end that is not sent is open.",
    )
    text: ShortText | None = Field(None, description=TEXT, examples=["on Monday"])

    is_whole: ClassVar[bool] = False

    @model_validator(mode="after")
    def _has_both_ends(self) -> Self:
        if self.is_whole or (self.precision and (self.from_ or self.to)):
            date = complete(self.from_, self.to, self.precision)
            self.from_, self.to = date.start, date.end
        if self.is_whole:  # a whole date replaces the stored one
            self.model_fields_set.update(type(self).model_fields)
        return self


class FuzzyDate(FuzzyDatePatch):
    """An approximate date: a half-open interval with a precision."""

    is_whole = True


DateIn = Annotated[FuzzyDate, BeforeValidator(_as_object), OrWritten()]
DatePatch = Annotated[FuzzyDatePatch, BeforeValidator(_as_object), OrWritten()]
