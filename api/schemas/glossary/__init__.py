"""The meaning of each value of each closed list: the only source of these texts.

``record.toml`` has the lists of the record, ``requests.toml`` the lists of requests.
The OpenAPI document and ``docs/glossary.md`` are generated from them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue

MARK = "x-glossary"  # the key in a JSON schema for the name of its closed list
FOLDER = Path(__file__).parent
FILES = {"record": "In the record", "requests": "In requests and responses"}


class Value(NamedTuple):
    """One value of a closed list: its meaning and an example."""

    meaning: str
    example: str


@dataclass(frozen=True)
class ClosedList:
    """A closed list: its title, its subject, and its values in order."""

    title: str
    about: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Listed:
    """Marks a type whose values are in a list of the glossary."""

    name: str

    def __get_pydantic_json_schema__(
        self,
        core_schema: Any,  # noqa: ANN401 - pydantic's
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """Add the name of the list to the JSON schema of the type."""
        return {**handler(core_schema), MARK: self.name}


def _load(file: str) -> dict[str, ClosedList]:
    with (FOLDER / f"{file}.toml").open("rb") as opened:
        lists: dict[str, Any] = tomllib.load(opened)
    return {
        name: ClosedList(
            title=one["title"],
            about=one["about"],
            values={value: Value(*texts) for value, texts in one["values"].items()},
        )
        for name, one in lists.items()
    }


SECTIONS = {title: _load(file) for file, title in FILES.items()}
GLOSSARY = {name: one for lists in SECTIONS.values() for name, one in lists.items()}
HEAD = """\
# Glossary

Every value of every closed list of the API, with its meaning and an example. The
OpenAPI document has the same texts. This page is generated from
`api/schemas/glossary/*.toml`: change those, and run `make glossary`.
"""


def as_markdown() -> str:
    """Return the glossary as the page ``docs/glossary.md``."""
    parts = [HEAD]
    for title, lists in SECTIONS.items():
        parts.append(f"## {title}\n")
        parts += [_section(one) for one in lists.values()]
    return "\n".join(parts)


def _section(one: ClosedList) -> str:
    rows = [
        f"| `{value}` | {texts.meaning} | {texts.example} |"
        for value, texts in one.values.items()
    ]
    head = [f"### {one.title}\n", f"{one.about}\n", "| value | meaning | example |"]
    return "\n".join([*head, "|---|---|---|", *rows, ""])
