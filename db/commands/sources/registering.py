"""Registers new sources, and matches descriptions with existing ones."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select

from db.commands.known_records import KnownRecords
from db.commands.namesakes import mark_namesakes
from db.commands.new_records import NotStoredError
from db.commands.records import create
from db.commands.sources.filling import fill
from db.commands.sources.making import make_source, mapped_source
from db.commands.sources.matching import match_source, refuse_same_as_made, says_more
from db.commands.sources.naming import source_key
from db.commands.visibility.access import (
    PUBLIC,
    Access,
    access_in,
    access_of,
    described_access,
    strictest,
)
from db.commands.visibility.leaks import references_of
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, RequestPath
from db.models import Affiliation, Source
from db.models.source import TARGETS, UNNAMED
from db.models.unmapped import unmapped
from db.queries.source_matches import LockedSourceRow
from db.queries.visibility import visible

# The columns of a source, with its names, identifiers and affiliations as arrays.
Spec = Mapping[str, Any]

ANY_TARGET = TARGETS["works_for"]
NEW_AFFILIATION = unmapped(Affiliation)


def register_source(write: Write, spec: Spec, *, at: RequestPath = ()) -> Source:
    """Store a new source and return it with its id."""
    source = mapped_source(_make(KnownRecords(write), spec, at=at))
    try:
        create(write, source)
    except ConflictError as error:
        error.prefix_path(*at)
        raise
    mark_namesakes(write, [source])
    return source


def _make(known: KnownRecords, spec: Spec, *, at: RequestPath) -> Source:
    """Return a new source with its children, which are no mapped objects."""
    source = make_source(known, spec, at=at)
    source.affiliations = _affiliations(known, access_of(source), spec, at=at)
    return source


def _create(known: KnownRecords, spec: Spec, *, at: RequestPath) -> int:
    """Create a source, now or with the claims that describe it; return its id."""
    if not known.stores_later:
        return register_source(known.write, spec, at=at).id
    source = _make(known, spec, at=at)
    if set(references_of(source)) - known.public:
        raise NotStoredError  # these may become public later
    known.add_source(source)
    return source.id


def resolve_source(
    write: Write,
    given: Spec,
    name: str,
    *,
    kinds: Sequence[str] = (),
    article_id: int | None = None,
    within: Access = PUBLIC,
    at: RequestPath = (),
    known: KnownRecords | None = None,
) -> int:
    """Return the id of the source that ``given`` names by id or describes.

    ``given`` has ``<name>_id``, or a description ``<name>``. A description is matched
    by ``match_source``, and the match is completed with new data; without a match, the
    source is created with at least the restriction of ``within``. A described source
    that was merged is returned itself, since its name was printed. Raise
    ``ConflictError`` with candidates, or ``InvalidError`` if the id is unknown or of a
    merged source.
    """
    known = known or KnownRecords(write)
    spec = given.get(name)
    if spec is None:
        at = (*at, f"{name}_id")
        return _known_id(known, given[f"{name}_id"], kinds=kinds, at=at)
    place = (*at, name)
    spec, alike = _described(spec, kinds, article_id=article_id, at=place)
    if spec.pop("new", False):
        known.refuse_at_once()
        return _make_another(write, spec, within=within, at=place)
    match = partial(match_source, known, spec, kinds=alike, at=place)
    found = known.find_or_lock(match)
    if found is None:
        spec |= described_access(spec, within=within, at=place)
        return _create(known, spec, at=place)
    filled = _fill(known, found.id, spec, within=within, at=place)
    write.add_match("source", found.id, spec["name"], filled=filled, at=place)
    return found.id


def _fill(
    known: KnownRecords,
    source_id: int,
    spec: Spec,
    *,
    within: Access,
    at: RequestPath,
) -> Sequence[str]:
    """Complete a matched source with new data; return the names of changed fields."""
    if not says_more(spec):
        return ()
    within = strictest(within, access_in(spec, at))
    access = strictest(within, known.source_access(source_id))
    ties = _affiliations(known, access, spec, at=at)
    return fill(known, source_id, spec, affiliations=ties, within=within, at=at)


def expected_access(
    known: KnownRecords, given: Spec, *, article_id: int | None, at: RequestPath = ()
) -> Access:
    """Return who sees the source that is described, stored or not, before it is made.

    If it is not stored, no other transaction can make it until this one has ended.
    """
    spec, kinds = _described(given, (), article_id=article_id, at=at)
    if spec.pop("new", False):
        return access_in(spec, at)
    match = partial(match_source, known, spec, kinds=kinds, at=at)
    found = known.find_or_lock(match)
    return known.source_access(found.id) if found else access_in(spec, at)


def _described(
    given: Spec, kinds: Sequence[str], *, article_id: int | None, at: RequestPath
) -> tuple[dict[str, Any], Sequence[str]]:
    """Return a described source, and the kinds that it may be of."""
    spec = {"kind": kinds[0] if kinds else None} | dict(given)
    if kinds and spec["kind"] not in kinds:
        message = f"This has to be of kind {' or '.join(kinds)}."
        raise InvalidError(message, *at, "kind", code="wrong_kind")
    if spec["kind"] in UNNAMED:
        spec["article_id"] = _printed_in(article_id, at)
    return spec, (spec["kind"],) if "kind" in given else kinds


def _make_another(write: Write, spec: Spec, *, within: Access, at: RequestPath) -> int:
    """Create a source although others have the same name.

    An unnamed one gets the next ordinal that is free, unless it has one.
    """
    write.lock_register()
    if spec["kind"] not in UNNAMED:
        refuse_same_as_made(KnownRecords(write), spec, at=at)
    elif "ordinal" not in spec:
        key = source_key(spec["name"], kind=spec["kind"], language=spec.get("language"))
        last = write.session.scalar(
            select(func.max(Source.ordinal)).where(
                Source.article_id == spec["article_id"],
                Source.kind == spec["kind"],
                Source.match_key == key,
                visible(Source, write.viewer),
            )
        )
        spec = {**spec, "ordinal": (last or 0) + 1}
    access = described_access(spec, within=within, at=at)
    return register_source(write, {**spec, **access}, at=at).id


def _printed_in(article_id: int | None, at: RequestPath) -> int:
    """Return the article of an unnamed source; raise ``InvalidError`` for none."""
    if article_id is None:
        message = "An unnamed source belongs to the article that printed it."
        raise InvalidError(message, *at, "kind")
    return article_id


def affiliation_columns(
    known: KnownRecords, spec: Spec, *, within: Access, at: RequestPath = ()
) -> Spec:
    """Return the columns of an affiliation, its organisation found or made.

    It may be a person; there may be none.
    """
    columns = {name: value for name, value in spec.items() if name != "organisation"}
    if spec.get("organisation") is None and spec.get("organisation_id") is None:
        return columns
    kinds = TARGETS.get(spec.get("relation") or "", ANY_TARGET)
    organisation_id = resolve_source(
        known.write,
        spec,
        "organisation",
        kinds=kinds,
        within=within,
        at=at,
        known=known,
    )
    return columns | {"organisation_id": organisation_id}


def _affiliations(
    known: KnownRecords, within: Access, spec: Spec, *, at: RequestPath
) -> list[Affiliation]:
    given = enumerate(spec.get("affiliations", ()))
    return [
        NEW_AFFILIATION(
            **affiliation_columns(
                known,
                one,
                within=within,
                at=(*at, "affiliations", number),
            )
        )
        for number, one in given
    ]


def _known_id(
    known: KnownRecords, source_id: int, *, kinds: Sequence[str], at: RequestPath
) -> int:
    found = known.sources([source_id])
    if not found:
        raise InvalidError.not_found("source", *at)
    check_usable(found[source_id], kinds, at)
    return source_id


def check_usable(
    source: LockedSourceRow, kinds: Sequence[str], at: RequestPath
) -> None:
    """Raise ``InvalidError`` if a source is merged into another or of a wrong kind."""
    if source.merged_into_id:
        raise InvalidError.merged("source", source.merged_into_id, *at)
    if kinds and source.kind not in kinds:
        message = f"This source is of kind {source.kind}, not {' or '.join(kinds)}."
        raise InvalidError(message, *at, code="wrong_kind")
