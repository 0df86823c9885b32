"""Descriptions of properties and parameters, including the values of closed lists."""

from collections.abc import Iterable, Iterator
from typing import Any

from api.schemas.glossary import GLOSSARY, MARK

Schema = dict[str, Any]


def describe_properties(schema: Schema) -> None:
    """Give every property of an object the description of its type."""
    for field in schema.get("properties", {}).values():
        if text := take_description(field):
            field["description"] = text


def take_description(schema: Schema) -> str:
    """Return the description of a value, and remove it from the parts of its type.

    It is the value's own description, else that of its type, else that of its closed
    list; followed by the values of the closed list, if there is one.
    """
    _, *inner = parts = list(_parts(schema))
    lists = {part[MARK]: _values(part) for part in parts if MARK in part}
    about = [GLOSSARY[name].about for name in lists]
    texts = [schema.get("description"), *_take_descriptions(inner), *about]
    text = next(filter(None, texts), "")
    meanings = [line for name in lists for line in _meanings(name, lists[name])]
    return "\n".join([text, "", *meanings]) if meanings else text


def _take_descriptions(schemas: Iterable[Schema]) -> Iterator[str]:
    """Remove the descriptions of inline schemas, and yield them."""
    for schema in schemas:
        if "$ref" not in schema and "description" in schema:
            yield schema.pop("description")


def _meanings(name: str, values: Iterable[str]) -> Iterator[str]:
    """Yield one line for each of these values of a closed list."""
    for value in values:
        yield f"* `{value}`: {GLOSSARY[name].values[value].meaning}"


def _parts(schema: Schema) -> Iterator[Schema]:
    """Yield a schema, and the schemas of its items, keys and alternatives."""
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
