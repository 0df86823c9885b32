"""Parameters of single records, and of lists and their pages."""

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from api.schemas.closed_lists import Flag, IncludeInList, IncludeInRecord
from api.schemas.lists.filters import Filters
from api.schemas.types import InDigits, split
from api.settings import MAX_NUMBER, MAX_PAGE_SIZE, PAGE_SIZE

Fields = Annotated[
    list[Annotated[str, Field(max_length=40)]],
    BeforeValidator(split),
    Field(
        max_length=100,
        description="Return only these keys of each record, and its id. All keys if "
        "not sent.",
        examples=[["text"]],
    ),
]


def keys_of(model: type[BaseModel]) -> list[str]:
    """Return the keys of a model in JSON."""
    return [field.alias or name for name, field in model.model_fields.items()]


class Params(BaseModel):
    """Query parameters; unknown ones are rejected."""

    model_config = ConfigDict(extra="forbid")

    shown: ClassVar[type[BaseModel]]  # the schema whose keys ``fields`` accepts
    fields: Fields = []

    @model_validator(mode="after")
    def _knows_its_fields(self) -> Self:
        known = self.known_fields()
        if not set(self.fields) <= set(known):
            message = f"fields has an unknown key; known are: {', '.join(known)}."
            raise ValueError(message)
        return self

    def known_fields(self) -> list[str]:
        """Return the keys that ``fields`` accepts."""
        return keys_of(self.shown)


class RecordParams(Params):
    """Query parameters of a single record."""

    include: Annotated[list[IncludeInRecord], BeforeValidator(split)] = Field(
        [],
        description="Without it, the response for a withdrawn record is 404.",
        examples=[["withdrawn"]],
    )

    @property
    def withdrawn(self) -> bool:
        """Return whether a withdrawn record is requested, too."""
        return "withdrawn" in self.include


class VersionParams(RecordParams):
    """Query parameters of a single record that has versions."""

    version: Annotated[int, Field(ge=1, le=MAX_NUMBER), InDigits] | None = Field(
        None,
        description="Return this version of the record, even of a withdrawn "
        "or merged one. 404 if it does not exist, 410 if it was redacted.",
        examples=[1],
    )

    @model_validator(mode="after")
    def _asks_once(self) -> Self:
        if self.version is not None and getattr(self, "as_of", None) is not None:
            message = "version and as_of cannot be combined: send one of them."
            raise ValueError(message)
        return self


class CursorParams(BaseModel):
    """Query parameters of every paged response."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(
        None,
        description="`next_cursor` of the previous page, to get the next one. The "
        "filters and the order must be the same; `limit`, `fields` and `expand` may "
        "differ.",
        examples=["WyI4ZjM0Il0"],
    )
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE), InDigits] = Field(
        PAGE_SIZE, description="The number of rows on a page.", examples=[PAGE_SIZE]
    )


class LongCursorParams(CursorParams):
    """Query parameters of a response that has pages only if it is very long."""

    limit: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE), InDigits] = Field(
        MAX_PAGE_SIZE,
        description="The number of rows on a page.",
        examples=[MAX_PAGE_SIZE],
    )


class ExplainParams(CursorParams):
    """Query parameters of numbers with an explanation in pages."""

    explain: Flag = Field(
        "false",
        description="Whether to list the counted entries, with reasons, in pages.",
        examples=["true"],
    )

    @model_validator(mode="after")
    def _pages_what_is_explained(self) -> Self:
        if self.cursor is not None and self.explain == "false":
            message = "cursor requires explain=true."
            raise ValueError(message)
        return self


class PageParams(Params, CursorParams, Filters):
    """Query parameters of every list."""


class ListParams(PageParams):
    """Query parameters of a list of records."""

    include: Annotated[list[IncludeInList], BeforeValidator(split)] = Field(
        [],
        description="Additions to the live records.",
        examples=[["total"]],
    )

    @property
    def withdrawn(self) -> bool:
        """Return whether withdrawn records are requested, too."""
        return "withdrawn" in self.include

    @property
    def total(self) -> bool:
        """Return whether the number of all rows is requested."""
        return "total" in self.include
