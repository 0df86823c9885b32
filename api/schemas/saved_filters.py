"""Wire format of saved filters."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.closed_lists import SearchedResource
from api.schemas.columns import CreatedAt, NextCursor, RecordId, UpdatedAt, Version
from api.schemas.lists import PageParams
from api.schemas.types import Answer, Body, Id, InDigits, Name, Text
from api.settings import MAX_PAGE_SIZE, PAGE_SIZE

FilterName = Annotated[
    Name, Field(description="The name of the filter.", examples=["No evidence"])
]
FilteredKind = Annotated[
    SearchedResource, Field(description="The kind of records in its list.")
]
FilterQuery = Annotated[
    Text,
    Field(
        max_length=4000,
        description="The query string of the list, without the `?`. It must not have a "
        "`cursor`.",
        examples=["q=minsk"],
    ),
]
Shared = Annotated[
    bool, Field(description="Whether all analysts may use it, or only its owner.")
]


class FilterIn(Body):
    """A filter to save."""

    name: FilterName
    kind: FilteredKind
    query: FilterQuery
    shared: Shared = False


class FilterPatch(Body):
    """A merge patch: only the sent fields change."""

    name: FilterName = ""
    kind: FilteredKind = "claim"
    query: FilterQuery = ""
    shared: Shared = False


class FilterOut(Answer):
    """A saved filter."""

    id: RecordId
    version: Version
    owner_id: Id = Field(description="The id of the analyst who saved it.")
    owner_name: str = Field(
        description="The name of the analyst who saved it.", examples=["Night desk"]
    )
    name: str = Field(description="The name of the filter.", examples=["No evidence"])
    kind: SearchedResource = Field(description="The kind of records in its list.")
    query: str = Field(
        description="The query string of the list, without the `?`.",
        examples=["q=minsk"],
    )
    shared: bool = Field(description="Whether all analysts may use it.")
    created_at: CreatedAt
    updated_at: UpdatedAt


class FilterPage(Answer):
    """One page of saved filters."""

    data: list[FilterOut] = Field(description="The filters of this page.")
    next_cursor: NextCursor


class FilterListParams(PageParams):
    """Query parameters of the list of saved filters."""

    shown = FilterOut


class FilteredParams(BaseModel):
    """Query parameters of the list of a saved filter."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(
        None,
        description="`next_cursor` of the previous page, to get the next one.",
        examples=["WyI4ZjM0Il0"],
    )
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE), InDigits] | None = Field(
        None,
        description="The number of rows on a page, instead of that of the filter.",
        examples=[PAGE_SIZE],
    )
