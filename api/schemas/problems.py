"""The error body of this API (RFC 9457)."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ErrorItem(BaseModel):
    """One error and its place: a parameter, a header or a field of the body."""

    model_config = ConfigDict(extra="allow")

    parameter: str | None = Field(
        None, description="The parameter or header that is wrong.", examples=["limit"]
    )
    pointer: str | None = Field(
        None,
        description="A JSON Pointer (RFC 6901) to the field of the body that is wrong.",
        examples=["/claims/0/text"],
    )
    message: str = Field(description="The error, and the right values.")
    code: str = Field(
        description="The kind of error, for programs.", examples=["missing"]
    )


class Conflict(BaseModel):
    """The record that conflicts with the write."""

    resource: str = Field(description="Which kind of record it is.", examples=["claim"])
    id: int | None = Field(
        description="The id of the record; null if it is another item of the request.",
        examples=[27],
    )
    pointer: str | None = Field(
        None,
        description="A JSON Pointer (RFC 6901) to the other item of the request.",
        examples=["/claims/0"],
    )


class Replacement(BaseModel):
    """The record that replaces a withdrawn one."""

    resource: str = Field(description="Which kind of record it is.", examples=["claim"])
    id: int = Field(description="The id of the record.", examples=[27])


class Problem(BaseModel):
    """Problem details (RFC 9457): the error, and the right values."""

    type: str = Field(
        description="The kind of problem, for programs.",
        examples=["/problems/not-found"],
    )
    title: str = Field(
        description="The kind of problem, for people.", examples=["Not found"]
    )
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="The error of this request.",
        examples=["No claim with id 27."],
    )
    instance: str = Field(
        description="The path of the request.", examples=["/api/v1/claims/27"]
    )
    request_id: str = Field(
        description="The id of the request, which is also in the log and in the header "
        "`X-Request-Id`.",
        examples=["0123456789abcdef0123456789abcdef"],
    )
    errors: list[ErrorItem] = Field(
        description="Each wrong parameter or field; empty if the error has no such "
        "place."
    )
    reason: str | None = Field(
        None,
        description="With 410: the reason for the withdrawal, if one was given.",
        examples=["Recorded twice."],
    )
    replaced_by: Replacement | None = Field(
        None,
        description="With 410: the record that replaces the withdrawn one, if there "
        "is one: the original of a reprint, or the correction of a claim.",
    )
    conflict: Conflict | None = Field(
        None, description="With 409: the record that conflicts with the write."
    )
    count: int | None = Field(
        None, description="With 409: how many live records still use the record."
    )
    chain: list[int] | None = Field(
        None,
        description="With 409: a chain of source ids. Each source is judged to be the "
        "same as the next one, but the first and the last are, or would be, "
        "judged different.",
    )
    candidates: list[dict[str, Any]] | None = Field(
        None,
        description="The sources, or the places in the text, that may be meant; or the "
        "claims that a new date contradicts.",
    )
