"""Query parameters that every list, record or write takes."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from api.schemas.closed_lists import IncludeInList, IncludeInRecord
from api.schemas.types import InDigits, Text, matching, split
from api.settings import MAX_ID, MAX_PAGE_SIZE, MAX_REASON, PAGE_SIZE
from db.queries.filters import Values, escaped
from db.values.names import match_key
from db.values.text import words
from db.values.urls import url_key

Fields = Annotated[
    list[Annotated[str, Field(max_length=40)]],
    BeforeValidator(split),
    Field(
        max_length=100,
        description="Return only these keys of each record, and its id. All keys if "
        "not given.",
        examples=[["text"]],
    ),
]


class Params(BaseModel):
    """Query parameters: unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")

    shown: ClassVar[type[BaseModel]]  # the record whose keys ``fields`` can name
    fields: Fields = []

    @model_validator(mode="after")
    def _knows_its_fields(self) -> Self:
        known = [field.alias or name for name, field in self.shown.model_fields.items()]
        if not set(self.fields) <= set(known):
            message = f"fields has an unknown key; known are: {', '.join(known)}."
            raise ValueError(message)
        return self


class RecordParams(Params):
    """Query parameters of a single record."""

    include: Annotated[list[IncludeInRecord], BeforeValidator(split)] = Field(
        [],
        description="Without it, a withdrawn record is answered with 404.",
        examples=[["withdrawn"]],
    )

    @property
    def withdrawn(self) -> bool:
        """Return whether a withdrawn record is wanted too."""
        return "withdrawn" in self.include


class VersionParams(RecordParams):
    """Query parameters of a single record that has versions."""

    version: Annotated[int, Field(ge=1, le=MAX_ID), InDigits] | None = Field(
        None,
        description="Return what this version of the record said, also of a withdrawn "
        "or merged one. 404 if there was none, 410 if it was redacted.",
        examples=[1],
    )

    @model_validator(mode="after")
    def _asks_once(self) -> Self:
        if self.version is not None and getattr(self, "as_of", None) is not None:
            message = (
                "version names what is asked for, and so does as_of: send one of them."
            )
            raise ValueError(message)
        return self


class Filters(BaseModel):
    """Query parameters that narrow what is listed or counted."""

    model_config = ConfigDict(extra="forbid")

    filter_names: ClassVar[Sequence[str]] = ()

    def filters(self) -> Values:
        """Return the values of every filter that is given."""
        return {
            name: FILTER_VALUES.get(name, _as_list)(value)
            for name in self.filter_names
            if (value := getattr(self, name)) not in (None, [])
        }


class CursorParams(BaseModel):
    """Query parameters of every response that comes in pages."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(
        None,
        description="`next_cursor` of the page before, to get the next page. The "
        "filters and the order must be the same; `limit`, `fields` and `expand` may "
        "change.",
        examples=["WyI4ZjM0Il0"],
    )
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE), InDigits] = Field(
        PAGE_SIZE, description="The number of rows on a page.", examples=[PAGE_SIZE]
    )


class PageParams(Params, CursorParams, Filters):
    """Query parameters of every list."""


class ListParams(PageParams):
    """Query parameters of a list of records."""

    include: Annotated[list[IncludeInList], BeforeValidator(split)] = Field(
        [],
        description="What the list has besides live records.",
        examples=[["total"]],
    )

    @property
    def withdrawn(self) -> bool:
        """Return whether withdrawn records are wanted too."""
        return "withdrawn" in self.include

    @property
    def total(self) -> bool:
        """Return whether the number of all rows is wanted."""
        return "total" in self.include


class WriteParams(BaseModel):
    """Query parameters of every write."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Text, Field(max_length=MAX_REASON)] | None = Field(
        None,
        description="Why the change is made; it is stored in the history.",
        examples=["a typing error"],
    )


class CascadeParams(WriteParams):
    """Query parameters of a write that may take other records with it."""

    cascade: bool = Field(
        False,
        description="Whether the claims of the article are withdrawn with it.",
        examples=[True],
    )


class ReasonedParams(BaseModel):
    """Query parameters of the writes that need a reason."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Text, Field(min_length=1, max_length=MAX_REASON)] = Field(
        description="Why the change is made; it is stored in the history.",
        examples=["withdrawn by mistake"],
    )


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401 - any filter's
    return value if isinstance(value, list) else [value]


def _pairs(values: list[str]) -> list[str]:
    return [part for value in values for part in value.split(":", 1)]


# Filters whose values are converted before they are searched for.
FILTER_VALUES: dict[str, Any] = {
    "q": lambda text: [escaped(word) for word in words(text)],
    "url": lambda urls: [url_key(url) for url in urls],
    "identifier": _pairs,
    "tag": lambda names: [match_key(name) for name in names],
    "anonymous": lambda flag: [flag == "true"],
    "unresolved": lambda flag: [flag == "true"],
    "hedged": lambda flag: [flag == "true"],
}


def has_words(text: str) -> str:
    """Refuse a text without letters or digits: it would match every row."""
    if not words(text):
        message = "Must contain a letter or a digit."
        raise ValueError(message)
    return text


Query = Annotated[
    Text,
    matching(r"\S"),
    Field(
        min_length=1,
        max_length=200,
        description="Words to search for: all of them must occur, as whole words or "
        "parts of words, whatever case and accents.",
        examples=["minsk"],
    ),
    AfterValidator(has_words),
]
