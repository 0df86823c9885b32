"""Validates forms with the schemas of the API."""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

BodyT = TypeVar("BodyT", bound=BaseModel)
DIGITS = 16  # of the largest id


def parsed(schema: type[BodyT], body: Mapping[str, Any]) -> BodyT:
    """Return the content of a form as a schema, or raise like an endpoint."""
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from error


def number(text: str) -> int | str:
    """Return the number in a field, or its text, which the schema will reject."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= DIGITS
    return int(text) if is_number else text
