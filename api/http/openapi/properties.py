"""Descriptions of properties and parameters, with the values of closed lists."""

from collections.abc import Iterator
from typing import Any

from api.schemas.glossary import GLOSSARY, MARK

Schema = dict[str, Any]


def describe_properties(schema: Schema) -> None:
    """Give every property of an object the description that its type has."""
    for field in schema.get("properties", {}).values():
        if text := take_description(field):
            field["description"] = text


def take_description(schema: Schema) -> str:
    """Return what a value is, and remove that from the types it is made of.

    That is its own description, else the one of its type, else what its closed list is
    about; and the values of the closed list, if it has one.
    """
    parts = list(_parts(schema))
    inner = [
        part.pop("description")
        for part in parts
        if part is not schema and "$ref" not in part and "description" in part
    ]
    lists = {part[MARK]: _values(part) for part in parts if MARK in part}
    about = [GLOSSARY[name].about for name in lists]
    text = next((one for one in (schema.get("description"), *inner, *about) if one), "")
    values = [
        f"* `{value}`: {GLOSSARY[name].values[value].meaning}"
        for name, values in lists.items()
        for value in values
    ]
    return "\n".join([text, "", *values]) if values else text


def _parts(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and those that its values, items or keys have."""
    yield schema
    for key in ("items", "propertyNames"):
        if isinstance(schema.get(key), dict):
            yield from _parts(schema[key])
    for choice in schema.get("anyOf", ()):
        yield from _parts(choice)


def _values(schema: Schema) -> list[str]:
    return [str(value) for value in schema.get("enum", [schema.get("const")])]


def without_marks(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a JSON value without the marks of closed lists."""
    if isinstance(value, dict):
        return {key: without_marks(one) for key, one in value.items() if key != MARK}
    if isinstance(value, list):
        return [without_marks(one) for one in value]
    return value
