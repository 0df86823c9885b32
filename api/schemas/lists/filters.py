"""Filters of lists."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.types import Text, matching
from db.queries.filters import Values
from db.search.grammar import parse
from db.values.names import match_key
from db.values.text import words
from db.values.urls import url_key


class Filters(BaseModel):
    """Query parameters that filter a list or a count."""

    model_config = ConfigDict(extra="forbid")

    filter_names: ClassVar[Sequence[str]] = ()

    def filters(self) -> Values:
        """Return the values of every sent filter."""
        return {
            name: FILTER_VALUES.get(name, _as_list)(value)
            for name in self.filter_names
            if (value := getattr(self, name)) not in (None, [])
        }


def _as_list(value: Any) -> list[Any]:  # noqa: ANN401 - any filter's
    return value if isinstance(value, list) else [value]


def _pairs(values: list[str]) -> list[str]:
    return [part for value in values for part in value.split(":", 1)]


# Filters whose values are converted before the search.
FILTER_VALUES: dict[str, Any] = {
    "q": lambda text: [parse(text)],
    "url": lambda urls: [url_key(url) for url in urls],
    "identifier": _pairs,
    "tag": lambda names: [match_key(name) for name in names],
    "anonymous": lambda flag: [flag == "true"],
    "unresolved": lambda flag: [flag == "true"],
    "hedged": lambda flag: [flag == "true"],
}


def has_words(text: str) -> str:
    """Reject a text without letters or digits: it would match every row."""
    if not words(text):
        message = "Must contain a letter or a digit."
        raise ValueError(message)
    return text


def is_query(text: str) -> str:
    """Reject a text that does not follow the query grammar."""
    parse(text)
    return text


Query = Annotated[
    Text,
    matching(r"\S"),
    Field(
        min_length=1,
        max_length=1000,
        description="Words to search for, in any letter case, with any accents, and "
        "in other forms. All of them must occur; `OR`, `-` before excluded words, and "
        'parentheses are supported. `"words in quotes"` must be consecutive; '
        "`mobil*` is a prefix. Lists of claims and articles have fields: "
        "`speaker:nato act:denial from:2022-03`.",
        examples=["minsk"],
    ),
    AfterValidator(is_query),
]
