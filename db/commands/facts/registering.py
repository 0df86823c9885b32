"""Registers new facts, and matches descriptions with existing ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, count, islice, takewhile
from typing import Any, NamedTuple

from sqlalchemy import select

from db.commands.known_records import KnownRecords
from db.commands.new_records import NotStoredError
from db.commands.records import create
from db.commands.visibility.access import PUBLIC, Access, described_access
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, RequestPath
from db.models import Fact
from db.models.unmapped import unmapped
from db.queries.facts import (
    FoundFactRow,
    find_slugs,
)
from db.queries.filters import named
from db.queries.snapshots import children_of
from db.queries.visibility import visible
from db.values.names import statement_key
from db.values.text import fold

Spec = Mapping[str, Any]  # the columns of a fact

DEFAULTS = {"kind": "other", "visibility": "public", "embargo_inherited": False}
NEW_FACT = unmapped(Fact)
SLUG_LENGTH = 80
SLUGS_TRIED = 10  # in one query
REQUIRED_OF_FORECASTS = ("resolution_criteria", "resolves_by")
WORD = re.compile(r"[a-z0-9]+")


class FactPlace(NamedTuple):
    """A fact, the fact of which it is a part, and the fact into which it was merged."""

    id: int
    parent_id: int | None
    merged_into_id: int | None


def register_fact(write: Write, spec: Spec, *, at: RequestPath = ()) -> Fact:
    """Store a new fact and return it with its id; give it a slug if it has none."""
    fact = Fact(**DEFAULTS | dict(spec))
    try:
        derive(fact)
        check_parent(write, fact)
        if not spec.get("slug"):
            write.lock_register()
            fact.slug = _free_slug(KnownRecords(write), fact.statement)
        create(write, fact)
    except (ConflictError, InvalidError) as error:
        error.prefix_path(*at)
        raise
    return fact


def _create(known: KnownRecords, spec: Spec, *, at: RequestPath) -> int:
    """Create a fact, now or with the claims that describe it; return its id."""
    if not known.stores_later:
        return register_fact(known.write, spec, at=at).id
    if spec.get("parent_id"):
        raise NotStoredError  # its ancestors are locked
    children: Spec = {name: [] for name in children_of("fact")}
    fact = NEW_FACT(**{**DEFAULTS, **children, **spec})
    try:
        derive(fact)
    except InvalidError as error:
        error.prefix_path(*at)
        raise
    fact.slug = fact.slug or _free_slug(known, fact.statement)
    known.add_fact(fact)
    return fact.id


def similar_facts(write: Write, fact: Fact) -> list[dict[str, Any]]:
    """Return the other facts with the same statement."""
    return [
        _as_candidate(row)
        for row in _called(KnownRecords(write), fact.statement)
        if row.id != fact.id and row.merged_into_id is None
    ]


def resolve_fact(
    write: Write,
    given: Spec,
    *,
    within: Access = PUBLIC,
    at: RequestPath = (),
    known: KnownRecords | None = None,
) -> int:
    """Return the id of the fact that ``given`` identifies or describes.

    ``given`` has ``fact_id``, or ``fact``: a slug or a description. A description is
    matched by its slug if it has one, else by the key of its statement. Without a
    match, the fact is created with at least the restriction of ``within``. Raise
    ``ConflictError`` for several matches, ``InvalidError`` if the named fact does not
    exist.
    """
    known, spec = known or KnownRecords(write), given.get("fact")
    if spec is None:
        return _usable(known, given["fact_id"], at=(*at, "fact_id"))
    place = (*at, "fact")
    described: Spec = {"slug": spec} if isinstance(spec, str) else spec
    found = known.find_or_lock(lambda: _match(known, described, place))
    if found is not None:
        if statement := described.get("statement"):
            write.add_match("fact", found, statement, at=place)
        return _usable(known, found, at=place)
    if described.get("statement") is None:
        at = place if isinstance(spec, str) else (*place, "slug")
        message = "No fact has this slug: send a statement to create one."
        raise InvalidError(message, *at, code="not_found")
    access = described_access(described, within=within, at=place)
    return _create(known, {**described, **access}, at=place)


def derive(fact: Fact) -> None:
    """Set the computed columns of a fact; raise ``InvalidError`` if it is invalid."""
    fact.statement_key = statement_key(fact.statement)
    for name in REQUIRED_OF_FORECASTS if fact.kind == "forecast" else ():
        if getattr(fact, name) is None:
            message = f"A forecast requires {name}."
            raise InvalidError(message, name)
    _check_times(fact)


def _check_times(fact: Fact) -> None:
    for name in ("closes_at", "resolves_by"):
        at = getattr(fact, name)
        if at and fact.opens_at and at <= fact.opens_at:
            message = f"{name} must be after opens_at."
            raise InvalidError(message, name)


def check_parent(write: Write, fact: Fact) -> None:
    """Raise ``InvalidError`` if ``fact`` cannot be a part of its parent."""
    if fact.parent_id is None:
        return
    ancestors, at = list(ancestors_of(write, fact.parent_id)), "parent_id"
    if not ancestors:
        raise InvalidError.not_found("fact", at)
    if survivor_id := ancestors[0].merged_into_id:
        raise InvalidError.merged("fact", survivor_id, at)
    if any(one.id == fact.id for one in ancestors):
        message = "A fact cannot be part of itself or of its own parts."
        raise InvalidError(message, at)


def ancestors_of(write: Write, fact_id: int | None) -> Iterator[FactPlace]:
    """Yield a fact and its ancestors; a merged fact leads to its survivor.

    All are locked until the transaction ends: two writers could create a cycle.
    """
    while fact_id is not None:
        found = write.session.execute(
            select(Fact.id, Fact.parent_id, Fact.merged_into_id)
            .where(Fact.id == fact_id, visible(Fact, write.viewer))
            .with_for_update(read=True)
        ).one_or_none()
        if found is None:
            return
        fact = FactPlace(*found)
        yield fact
        fact_id = fact.merged_into_id or fact.parent_id


def _free_slug(known: KnownRecords, statement: str) -> str:
    """Return the first words of a statement as a slug that is not in use."""
    slugs, write = _numbered(_slug_of(statement)), known.write
    find = find_slugs(count=SLUGS_TRIED, viewer=write.viewer)
    while True:
        tried = list(islice(slugs, SLUGS_TRIED))
        taken = {row.slug for row in write.rows(find, **named({"slug": tried}))}
        for one in tried:
            if one not in taken and not known.new.fact("slug", one):
                return one


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"


def _slug_of(statement: str) -> str:
    """Return the first words of a statement as a slug that is not a number."""
    words = WORD.findall(fold(statement))
    longer = accumulate(words, "{}-{}".format)
    slug = max(takewhile(_fits, longer), key=len, default="")
    if any(map(str.isalpha, slug)):
        return slug
    return f"fact-{slug}" if slug else "fact"  # a number would be read as an id


def _fits(slug: str) -> bool:
    return len(slug) <= SLUG_LENGTH


def _match(known: KnownRecords, spec: Spec, at: RequestPath) -> int | None:
    if slug := spec.get("slug"):
        found = known.called_facts("slug", slug)
        return found[0].id if found else None
    return _match_statement(known, spec["statement"], at)


def _match_statement(
    known: KnownRecords, statement: str, at: RequestPath
) -> int | None:
    found = _called(known, statement)
    # A merged fact only if there is no other: it leads to its survivor.
    found = [row for row in found if row.merged_into_id is None] or found[:1]
    if len(found) > 1:
        raise _several(found).prefix_path(*at)
    return found[0].id if found else None


def _called(known: KnownRecords, statement: str) -> Sequence[FoundFactRow]:
    """Return the facts with a statement, however it is typed."""
    return known.called_facts("statement_key", statement_key(statement))


def _as_candidate(row: FoundFactRow) -> dict[str, Any]:
    return {"id": row.id, "slug": row.slug, "statement": row.statement}


def _several(found: Sequence[FoundFactRow]) -> ConflictError:
    """Return the error for a statement that several facts have."""
    candidates = [_as_candidate(row) for row in found]
    message = f"{len(found)} facts have this statement; send the id of one."
    return ConflictError("fact", found[0].id, message, candidates=candidates)


def _usable(known: KnownRecords, fact_id: int, *, at: RequestPath) -> int:
    """Lock a fact and return its id; raise if it does not exist or is merged."""
    found = known.facts([fact_id]).get(fact_id)
    if found is None:
        raise InvalidError.not_found("fact", *at)
    if found.merged_into_id:
        raise InvalidError.merged("fact", found.merged_into_id, *at)
    return fact_id
