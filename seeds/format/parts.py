"""The base classes of records in a seed file."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from db.values.countries import check_country
from db.values.dates import Interval, Precision, complete, parse_instant, parse_start
from db.values.languages import normal_language


def _end(value: Any) -> Any:  # noqa: ANN401 - any value of the file
    return parse_instant(value) if isinstance(value, str) else value


Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]
Language = Annotated[str, AfterValidator(normal_language)]
Country = Annotated[str, AfterValidator(check_country)]
End = Annotated[datetime, BeforeValidator(_end)]


class Part(BaseModel):
    """Base of all parts of a seed file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FuzzyDate(Part):
    """A date as text, or with both ends, a precision and printed words."""

    from_: End | None = Field(None, alias="from")
    to: End | None = None
    precision: Precision | None = None
    text: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:  # noqa: ANN401 - any value of the file
        if not isinstance(value, str):
            return value
        start, precision = parse_start(value)
        return {"from": start, "precision": precision}

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        self.interval()
        return self

    def interval(self) -> Interval:
        """Return the date in UTC, with both ends if its precision determines them."""
        return complete(self.from_, self.to, self.precision)

    def columns(self, name: str) -> dict[str, datetime | str | None]:
        """Return the columns of the fuzzy date ``name``."""
        date = self.interval()
        return {
            f"{name}_from": date.start,
            f"{name}_to": date.end,
            f"{name}_precision": date.precision,
            f"{name}_text": self.text,
        }
