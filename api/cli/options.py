"""Options that become parameters of the API, checked as these are."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from typer import BadParameter

Model = TypeVar("Model", bound=BaseModel)

# What to say instead of the pattern that a value does not match.
FORMS = {
    "country": "A country is two capital letters, like BY",
    "language": "A language is a tag, like en or zh-Hant",
}


def checked(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Return ``model`` of the options that are given; say which one is wrong."""
    given = {name: value for name, value in values.items() if value not in (None, [])}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)[0]
        name = str(found["loc"][0]) if found["loc"] else ""
        message = FORMS.get(name, found["msg"]).removeprefix("Value error, ")
        hint = f"--{name.replace('_', '-')}" if name in given else None
        raise BadParameter(f"{message}.", param_hint=hint) from error
