"""Options that correspond to parameters of the API, with the same validation."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from typer import BadParameter

Model = TypeVar("Model", bound=BaseModel)

# Messages that replace the pattern of a value.
FORMS = {
    "country": "A country is two capital letters, like BY",
    "language": "A language is a tag, like en or zh-Hant",
}


def checked(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Return a ``model`` of the options; raise ``BadParameter`` for a wrong one."""
    given = {name: value for name, value in values.items() if value not in (None, [])}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _refusal(error, given) from error


def _refusal(error: ValidationError, given: Collection[str]) -> BadParameter:
    found = error.errors(include_input=False, include_url=False)[0]
    name = str(found["loc"][0]) if found["loc"] else ""
    message = found["msg"].removeprefix("Value error, ")
    if found["type"] == "string_pattern_mismatch":
        message = FORMS.get(name, message)
    hint = f"--{name.replace('_', '-')}" if name in given else None
    return BadParameter(f"{message.rstrip('.')}.", param_hint=hint)
