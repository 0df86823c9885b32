"""Filters by a record, given by id, identifier or name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from db.errors import FilterError, raise_all
from db.queries.facts import FoundFactRow, find_facts_called
from db.queries.filters import Values
from db.queries.identifiers import find_identified
from db.queries.source_matches import CalledSourceRow, find_called, find_named_source
from db.queries.tags import find_tag_called
from db.reads.namesakes import read_candidates
from db.reads.reading import Reading
from db.values.names import match_key, statement_key

MAX_KEY = 2**53 - 1  # the largest id
# The kinds of sources that a filter accepts; empty for any kind.
SOURCES: Mapping[str, Sequence[str]] = {
    "source": (),
    "speaker": (),
    "origin": (),
    "subject": (),
    "organisation": (),
    "by": (),  # the assessor of a track record
    "outlet": ("outlet",),
}
FILTERS = (*SOURCES, "fact", "tag")
NO_SOURCE = (
    "No {} has this identifier or name: send an id, an identifier as scheme:value like "
    "wikidata:Q7184, or a name or an alias in full."
)
NO_FACT = "No fact has this slug or statement: send an id, a slug or the statement."
SEVERAL = "Several {0}s have this name: send the id of the right {0}."


async def with_named(reading: Reading, values: Values) -> Values:
    """Return filters with ids instead of names.

    Raise ``FilterError`` for each name that matches no record or several. Hidden
    records do not match. Ids are not looked up.
    """
    found, wrong = dict[str, Sequence[Any]](values), list[FilterError]()
    for name, given in values.items():
        if _has_names(name, given):
            found[name], errors = await _each_meant(reading, name, given)
            wrong += errors
    raise_all(wrong)
    return found


def _has_names(name: str, given: Sequence[Any]) -> bool:
    """Return whether a filter by records has a value that is not an id."""
    return name in FILTERS and any(isinstance(one, str) for one in given)


async def _each_meant(
    reading: Reading, name: str, given: Sequence[Any]
) -> tuple[list[Any], list[FilterError]]:
    """Return the distinct records that the values of a filter mean, and the errors."""
    meant, wrong = dict[Any, None](), list[FilterError]()
    for value in given:
        try:
            meant[await meant_by(reading, name, value)] = None
        except FilterError as error:
            wrong.append(error)
    return list(meant), wrong


async def meant_by(reading: Reading, name: str, value: int | str) -> int | str:
    """Return the id of the record that a value means, or the key of a tag."""
    if name == "tag":
        return await _tag_key(reading, str(value))
    return await find_named(reading, name, value)


async def find_named(reading: Reading, name: str, value: int | str) -> int:
    """Return the id in the filter ``name``, or the id of the record it names."""
    if isinstance(value, int):
        return value
    if name == "fact":
        return await _fact_id(reading, value)
    return await _source_id(reading, name, value, kinds=SOURCES[name])


async def _source_id(
    reading: Reading, name: str, words: str, *, kinds: Sequence[str]
) -> int:
    found = await _sources(reading, words)
    meant = sorted({row.survivor_id for row in found if not kinds or row.kind in kinds})
    what = kinds[0] if kinds else "source"
    if not meant:
        raise FilterError(NO_SOURCE.format(what), name, code="not_found")
    if len(meant) > 1:
        candidates = await read_candidates(reading.reader, reading.viewer, meant)
        message = SEVERAL.format(what)
        raise FilterError(message, name, code="ambiguous", candidates=candidates)
    return meant[0]


async def _sources(reading: Reading, words: str) -> Sequence[CalledSourceRow]:
    """Return the sources with this identifier, or else with this name or alias."""
    found = await _identified(reading, words)
    for key in dict.fromkeys((match_key(words), match_key(words, language="tr"))):
        found = found or await reading.rows(
            find_called, {"called__0": key}, by="match_key", count=1
        )
    return found


async def _identified(reading: Reading, words: str) -> Sequence[CalledSourceRow]:
    """Return the sources with an identifier given as ``scheme:value``."""
    scheme, colon, value = words.partition(":")
    if not (scheme and colon and value):
        return []
    given = {"scheme": scheme, "value__0": value}
    rows = await reading.rows(find_identified, given, count=1)
    return [
        one
        for row in rows
        for one in await reading.rows(find_named_source, {"source": row.id})
    ]


async def _fact_id(reading: Reading, words: str) -> int:
    """Return the id of the unmerged fact with this slug or statement."""
    found = (await _facts(reading, "slug", words))[:1]  # as in a URL of a fact
    found = found or await _facts(reading, "statement_key", statement_key(words))
    meant = {row.id: row for one in found for row in await _survivor(reading, one)}
    if not meant:
        raise FilterError(NO_FACT, "fact", code="not_found")
    if len(meant) > 1:
        raise _several_facts(meant.values())
    return next(iter(meant))


def _several_facts(found: Iterable[FoundFactRow]) -> FilterError:
    candidates = [
        {"id": row.id, "slug": row.slug, "statement": row.statement} for row in found
    ]
    message = SEVERAL.format("fact")
    return FilterError(message, "fact", code="ambiguous", candidates=candidates)


async def _survivor(reading: Reading, fact: FoundFactRow) -> Sequence[FoundFactRow]:
    """Return the survivor of a fact, or the fact; None if the survivor is hidden."""
    found: Sequence[FoundFactRow] = [fact]
    while found and found[0].merged_into_id:
        found = await _facts(reading, "id", found[0].merged_into_id)
    return found


async def _facts(
    reading: Reading, by: Literal["slug", "statement_key", "id"], key: int | str
) -> Sequence[FoundFactRow]:
    return await reading.rows(find_facts_called, {"called": key}, by=by)


def is_id(key: str) -> bool:
    """Return whether the text is an id."""
    return key.isascii() and key.isdecimal() and int(key) <= MAX_KEY


async def _tag_key(reading: Reading, key: str) -> str:
    """Return the key of the tag with this key, or else with this id, or the text."""
    if not is_id(key):
        return key  # the list filters by it
    rows = await reading.rows(find_tag_called, {"key": key, "tag": int(key)})
    return rows[0].match_key if rows else key
