"""Resolves the fields of the query ``q`` and separates them from its words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from db.errors import FilterError, raise_all
from db.models.claim import Act, Form
from db.queries.claims import padded
from db.queries.claims.filters import DESCRIBED
from db.queries.filters import Values
from db.reads.described import find_described
from db.reads.merged import with_merged
from db.reads.named import is_id, meant_by
from db.reads.reading import Reading
from db.search.splitting import split
from db.search.trees import (
    Field,
    Filtered,
    Node,
    Value,
    all_of,
    any_of,
    fields,
    replaced,
)
from db.search.typed_fields import IN_TITLES, marked_title
from db.search.typed_words import at
from db.values.dates import parse_date
from db.values.languages import normal_language
from db.values.names import match_key

PLAIN = ("source", "speaker", "outlet", "act", "form", "tag", "fact")
CLOSED: Mapping[str, frozenset[str]] = {
    "act": frozenset(get_args(Act)),
    "form": frozenset(get_args(Form)),
}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)
NO_LANGUAGE = "Must be a language tag, such as en or en-GB."
DATES = {"from", "to"}
ONE_DATE = "Takes one date."
FOR_WORDS = "To find it as a word, put it in quotes."


@dataclass(frozen=True)
class ListFields:
    """The fields of a list and the filters that they mean. Titles are words.

    ``merged`` has filters that also match ids of merged sources. Filters in
    ``described`` also find unnamed sources, by words of their descriptors.
    """

    filters: Mapping[str, str]
    merged: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()


OF_CLAIMS = ListFields(
    dict(zip(PLAIN, PLAIN, strict=True))
    | {"lang": "language", "from": "dated_from", "to": "dated_to"},
    described=frozenset(DESCRIBED),
)
OF_ARTICLES = ListFields(
    {"source": "source", "outlet": "outlet", "lang": "language", IN_TITLES: IN_TITLES}
    | {"from": "published_from", "to": "published_to"},
    merged=frozenset({"outlet"}),
)
NONE = ListFields({})


async def with_fields(reading: Reading, values: Values, known: ListFields) -> Values:
    """Return the filters of a list, with the fields of ``q`` added to them.

    Conditions that the index cannot evaluate are left in ``test``. Raise
    ``FilterError`` with the position of an unknown field or a wrong value.
    """
    if "q" not in values or not any(fields(values["q"][0])):
        return values
    others = {name: given for name, given in values.items() if name != "q"}
    return with_query(others, await _looked_up(reading, values["q"][0], known))


async def _looked_up(reading: Reading, node: Node, known: ListFields) -> Node:
    """Return a query with resolved fields."""
    given = list(fields(node))
    raise_all([_unknown(one, known) for one in given if one.name not in known.filters])
    found = {one: await _found(reading, one, known) for one in given}
    return replaced(node, found.__getitem__)


def has_fields(node: Node, known: ListFields) -> bool:
    """Return whether a list has all fields of a query."""
    return all(one.name in known.filters for one in fields(node))


def _unknown(field: Field, known: ListFields) -> FilterError:
    names = ", ".join(known.filters)
    others = f"Its fields are {names}." if names else "It has none."
    message = f"{field.name}: is not a field of this list. {others} {FOR_WORDS}"
    return FilterError(at(field.position, message), "q", code="not_found")


async def _found(reading: Reading, field: Field, known: ListFields) -> Node:
    """Return the filter or the words that the values of a field mean."""
    name = known.filters[field.name]
    if field.name == IN_TITLES:
        return marked_title(field)
    for value in field.values[1:] if field.name in DATES else ():
        raise FilterError(at(value.position, ONE_DATE), "q")
    if name in known.described:
        return await _sources(reading, name, field.values)
    meant = [await _meant(reading, name, one) for one in field.values]
    if name in known.merged:
        meant = list((await with_merged(reading, {name: meant}, name))[name])
    return Filtered(name, tuple(dict.fromkeys(meant)))


async def _sources(reading: Reading, name: str, values: Sequence[Value]) -> Node:
    """Return filters by named sources, and by unnamed ones with words of the names."""
    ids, phrases = list[Any](), list[str]()
    for value in values:
        unnamed = await find_described(reading, value)
        phrases += unnamed.phrases
        try:
            ids += [await _meant(reading, name, value), *unnamed.ids]
        except FilterError as error:
            if error.code != "not_found" or not any(unnamed):
                raise
            ids += unnamed.ids
    few = padded(list(dict.fromkeys(ids)))
    found = ((name, few), (f"described_{name}", list(dict.fromkeys(phrases))))
    return any_of(Filtered(one, tuple(of)) for one, of in found if of)


async def _meant(reading: Reading, name: str, value: Value) -> Any:  # noqa: ANN401 - any filter's
    """Return a value in the form that the filter binds."""
    text = value.text.strip()
    try:
        if name in READ:
            return READ[name](text)
        return await meant_by(reading, name, _key(name, text))
    except FilterError as error:
        message, found = at(value.position, str(error)), error.candidates
        raise FilterError(message, "q", code=error.code, candidates=found) from error
    except ValueError as error:
        raise FilterError(at(value.position, str(error)), "q") from error


def _key(name: str, text: str) -> int | str:
    if name == "tag":
        return match_key(text)
    return int(text) if is_id(text) else text


def _one_of(name: str) -> Callable[[str], str]:
    known = CLOSED[name]

    def read(text: str) -> str:
        value = re.sub(r"[\s-]+", "_", text.casefold())
        if value not in known:
            message = f"Must be one of {', '.join(sorted(known))}."
            raise ValueError(message)
        return value

    return read


def _language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise ValueError(NO_LANGUAGE)
    return normal_language(text)


def _start(text: str) -> datetime | None:
    return parse_date(text).start


def _end(text: str) -> datetime | None:
    return parse_date(text).end


READ: Mapping[str, Callable[[str], Any]] = {
    "act": _one_of("act"),
    "form": _one_of("form"),
    "language": _language,
    "dated_from": _start,
    "dated_to": _end,
    "published_from": _start,
    "published_to": _end,
}


def with_query(values: Values, node: Node) -> Values:
    """Return filters plus those of a query: filters, words, and a test."""
    parts, found = split(node), dict(values)
    # A filter has alternatives: another one of the same name is a test.
    tests: list[Node] = [one for one in parts.filters if not _is_filter(one, found)]
    tests += [parts.rest] if parts.rest else []
    return {**found, **_query("q", parts.words), **_query("test", all_of(tests))}


def _query(name: str, node: Node | None) -> Values:
    return {name: [node]} if node else {}


def _is_filter(one: Filtered, found: dict[str, Sequence[Any]]) -> bool:
    """Return whether filters find only what this one does, which is added if need be.

    Of two with the same name, the one with fewer alternatives is enough.
    """
    given = set(found.get(one.name, one.values))
    if given.issuperset(one.values):
        found[one.name] = one.values
    return given.issuperset(one.values) or given.issubset(one.values)
