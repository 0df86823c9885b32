"""What the records of a seed file are made of."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from db.values.countries import check_country
from db.values.dates import Precision
from db.values.languages import normal_language

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]
Language = Annotated[str, AfterValidator(normal_language)]
Country = Annotated[str, AfterValidator(check_country)]


class Part(BaseModel):
    """Base of everything in a seed file: what it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FuzzyDate(Part):
    """A date with its borders, its precision and its words."""

    from_: AwareDatetime | None = Field(alias="from")
    to: AwareDatetime | None
    precision: Precision | None
    text: str | None

    def columns(self, name: str) -> dict[str, datetime | str | None]:
        """Return the columns of the fuzzy date called ``name``."""
        return {
            f"{name}_from": self.from_,
            f"{name}_to": self.to,
            f"{name}_precision": self.precision,
            f"{name}_text": self.text,
        }
