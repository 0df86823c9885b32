"""Registers new sources, and matches descriptions with existing ones."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select

from db.commands.records import create
from db.commands.sources.filling import fill
from db.commands.sources.matching import match_source, refuse_same_as_made, says_more
from db.commands.sources.naming import (
    make_name,
    mark_namesakes,
    name_source,
    source_key,
)
from db.commands.visibility.access import (
    PUBLIC,
    Access,
    access_in,
    access_of,
    described_access,
    give_access,
    present_access,
    strictest,
)
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, RequestPath
from db.models import Affiliation, Source, SourceIdentifier
from db.models.source import TARGETS, UNNAMED
from db.queries.articles import find_articles
from db.queries.source_matches import LockedSourceRow, find_sources
from db.queries.visibility import visible

# The columns of a source, with its names, identifiers and affiliations as arrays.
Spec = Mapping[str, Any]

ANY_TARGET = TARGETS["works_for"]
NO_COLUMNS = {"names", "identifiers", "affiliations", "new"}


def register_source(write: Write, spec: Spec, *, at: RequestPath = ()) -> Source:
    """Store a new source and return it with its id."""
    columns = {name: value for name, value in spec.items() if name not in NO_COLUMNS}
    source = Source(**{"ordinal": 1, "seniority": "unknown"} | columns)
    name_source(source)
    within = _article_access(write, source, at)
    give_access(source, strictest(access_in(spec, at), within))
    source.names = [make_name(**name) for name in spec.get("names", ())]
    source.identifiers = [
        make_identifier(source, **one) for one in spec.get("identifiers", ())
    ]
    source.affiliations = _affiliations(write, access_of(source), spec, at=at)
    _refuse_twins(source, at)
    try:
        create(write, source)
    except ConflictError as error:
        error.prefix_path(*at)
        raise
    mark_namesakes(write, source)
    return source


def resolve_source(
    write: Write,
    given: Spec,
    name: str,
    *,
    kinds: Sequence[str] = (),
    article_id: int | None = None,
    within: Access = PUBLIC,
    at: RequestPath = (),
) -> int:
    """Return the id of the source that ``given`` names by id or describes.

    ``given`` has ``<name>_id``, or a description ``<name>``. A description is matched
    by ``match_source``, and the match is completed with new data; without a match, the
    source is created with at least the restriction of ``within``. A described source
    that was merged is returned itself, since its name was printed. Raise
    ``ConflictError`` with candidates, or ``InvalidError`` if the id is unknown or of a
    merged source.
    """
    spec = given.get(name)
    if spec is None:
        at = (*at, f"{name}_id")
        return _known_id(write, given[f"{name}_id"], kinds=kinds, at=at)
    place = (*at, name)
    spec, alike = _described(spec, kinds, article_id=article_id, at=place)
    if spec.pop("new", False):
        return _make_another(write, spec, within=within, at=place)
    match = partial(match_source, write, spec, kinds=alike, at=place)
    found = write.find_or_lock(match)
    if found is None:
        spec |= described_access(spec, within=within, at=place)
        return register_source(write, spec, at=place).id
    filled = list[str]()
    if says_more(spec):
        within = strictest(within, access_in(spec, place))
        access = strictest(within, present_access(write, Source, found.id))
        ties = _affiliations(write, access, spec, at=place)
        filled = fill(write, found.id, spec, affiliations=ties, within=within, at=place)
    write.add_match("source", found.id, spec["name"], filled=filled, at=place)
    return found.id


def expected_access(
    write: Write, given: Spec, *, article_id: int | None, at: RequestPath = ()
) -> Access:
    """Return who sees the source that is described, stored or not, before it is made.

    If it is not stored, no other transaction can make it until this one has ended.
    """
    spec, kinds = _described(given, (), article_id=article_id, at=at)
    if spec.pop("new", False):
        return access_in(spec, at)
    match = partial(match_source, write, spec, kinds=kinds, at=at)
    found = write.find_or_lock(match)
    return present_access(write, Source, found.id) if found else access_in(spec, at)


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
        refuse_same_as_made(write, spec, at=at)
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


def make_identifier(source: Source, *, scheme: str, value: str) -> SourceIdentifier:
    """Return an identifier that is not stored yet, live and visible as ``source``."""
    return SourceIdentifier(
        scheme=scheme,
        value=value,
        visibility=source.visibility,
        withdrawn_at=source.withdrawn_at,
    )


def _printed_in(article_id: int | None, at: RequestPath) -> int:
    """Return the article of an unnamed source; raise ``InvalidError`` for none."""
    if article_id is None:
        message = "An unnamed source belongs to the article that printed it."
        raise InvalidError(message, *at, "kind")
    return article_id


def affiliation_columns(
    write: Write, spec: Spec, *, within: Access, at: RequestPath = ()
) -> Spec:
    """Return the columns of an affiliation, its organisation found or made.

    It may be a person; there may be none.
    """
    columns = {name: value for name, value in spec.items() if name != "organisation"}
    if spec.get("organisation") is None and spec.get("organisation_id") is None:
        return columns
    kinds = TARGETS.get(spec.get("relation") or "", ANY_TARGET)
    organisation_id = resolve_source(
        write, spec, "organisation", kinds=kinds, within=within, at=at
    )
    return columns | {"organisation_id": organisation_id}


def _affiliations(
    write: Write, within: Access, spec: Spec, *, at: RequestPath
) -> list[Affiliation]:
    given = enumerate(spec.get("affiliations", ()))
    return [
        Affiliation(
            **affiliation_columns(
                write,
                one,
                within=within,
                at=(*at, "affiliations", number),
            )
        )
        for number, one in given
    ]


def _refuse_twins(source: Source, at: RequestPath) -> None:
    names = [(one.match_key, one.kind) for one in source.names]
    identifiers = [(one.scheme, one.value) for one in source.identifiers]
    for kind, values in {"names": names, "identifiers": identifiers}.items():
        if len(set(values)) < len(values):
            message = "The same one stands here twice."
            raise InvalidError(message, *at, kind)


def _known_id(
    write: Write, source_id: int, *, kinds: Sequence[str], at: RequestPath
) -> int:
    found = write.rows(find_sources(count=1, viewer=write.viewer), source__0=source_id)
    if not found:
        raise InvalidError.not_found("source", *at)
    check_usable(found[0], kinds, at)
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


def _article_access(write: Write, source: Source, at: RequestPath) -> Access:
    """Check that exactly the unnamed belong to an article; return who sees that."""
    if (source.kind in UNNAMED) != (source.article_id is not None):
        message = "An unnamed source, and no other, has the article that printed it."
        raise InvalidError(message, *at, "article_id")
    if source.article_id is None:
        return PUBLIC
    found = write.rows(
        find_articles(count=1, viewer=write.viewer), article__0=source.article_id
    )
    if not found:
        raise InvalidError.not_found("article", *at, "article_id")
    return access_of(found[0])
