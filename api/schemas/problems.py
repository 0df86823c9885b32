"""The one error body this API has (RFC 9457)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ErrorItem(BaseModel):
    """One thing that is wrong, and where: in a parameter or in the body."""

    model_config = ConfigDict(extra="allow")

    parameter: str | None = None
    pointer: str | None = Field(None, description="RFC 6901, into the body")
    message: str
    code: str


class Conflict(BaseModel):
    """The record that is in the way."""

    resource: str
    id: int


class Problem(BaseModel):
    """Problem details: what was wrong, and what would be right."""

    type: str = Field(examples=["/problems/not-found"])
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[ErrorItem]
    conflict: Conflict | None = Field(None, description="with 409")
    count: int | None = Field(None, description="with 409: how many use the record")
    chain: list[int] | None = Field(
        None,
        description="with 409: sources each of which is held to be the next one, "
        "though the first and the last are, or would be, judged different",
    )
    candidates: list[dict[str, Any]] | None = Field(
        None, description="the sources, or the places in the text, that may be meant"
    )
