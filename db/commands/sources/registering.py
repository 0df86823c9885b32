"""New sources, and finding the one that is meant before making another."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from db.commands.records import create
from db.commands.visibility.access import (
    PUBLIC,
    Access,
    Place,
    access_in,
    access_of,
    give_access,
    strictest,
)
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Affiliation, Source, SourceIdentifier, SourceName
from db.models.source import ORGANISATIONS, UNNAMED
from db.queries.articles import find_articles
from db.queries.sources import (
    LockedSourceRow,
    find_named_sources,
    find_sources,
    find_unnamed_source,
)
from db.values.text import fold

# The columns of a source, with its names, identifiers and affiliations as arrays.
Spec = Mapping[str, Any]

CHILDREN = {"names", "identifiers", "affiliations"}


def register_source(write: Write, spec: Spec, *, at: Place = ()) -> Source:
    """Store a new source and return it with its id."""
    columns = {name: value for name, value in spec.items() if name not in CHILDREN}
    source = Source(**{"ordinal": 1, "seniority": "unknown"} | columns)
    source.folded = fold(source.name)
    within = _article_access(write, source, at)
    give_access(source, strictest(access_in(spec, at), within))
    source.names = [make_name(**name) for name in spec.get("names", ())]
    source.identifiers = [
        make_identifier(source, **one) for one in spec.get("identifiers", ())
    ]
    source.affiliations = _affiliations(write, source, spec, at=at)
    _refuse_twins(source, at)
    try:
        create(write, source)
    except ConflictError as error:
        error.below(*at)
        raise
    return source


def resolve_source(
    write: Write,
    given: Spec,
    name: str,
    *,
    kinds: Sequence[str] = (),
    article_id: int | None = None,
    within: Access = PUBLIC,
    at: Place = (),
) -> int:
    """Return the id of the source that ``given`` names by id or describes.

    ``given`` has ``<name>_id``, or ``<name>`` with the source itself: matched by its
    kind and folded name or other name (an unnamed one within its article only), or made
    where there is none, at least as restricted as what it is made ``within``. Raise
    ``ConflictError`` if there are several, ``InvalidError`` if the id is of none.
    """
    spec = given.get(name)
    if spec is None:
        at = (*at, f"{name}_id")
        return _known_id(write, given[f"{name}_id"], kinds=kinds, at=at)
    place = (*at, name)
    spec = {"kind": kinds[0] if kinds else None} | dict(spec)
    if kinds and spec["kind"] not in kinds:
        message = f"This has to be of kind {' or '.join(kinds)}."
        raise InvalidError(message, *place, "kind", code="wrong_kind")
    if spec["kind"] in UNNAMED:
        if article_id is None:
            message = "An unnamed source belongs to the article that printed it."
            raise InvalidError(message, *place, "kind")
        spec["article_id"] = article_id
    if (found := _match(write, spec, place)) is None:
        write.hold_register()
        found = _match(write, spec, place)
    if found is not None:
        return found
    spec |= asdict(strictest(access_in(spec, place), within))
    return register_source(write, spec, at=place).id


def make_name(*, name: str, kind: str, language: str | None = None) -> SourceName:
    """Return another name that is not stored yet."""
    return SourceName(name=name, folded=fold(name), kind=kind, language=language)


def make_identifier(source: Source, *, scheme: str, value: str) -> SourceIdentifier:
    """Return an identifier that is not stored yet, live and visible as ``source``."""
    return SourceIdentifier(
        scheme=scheme,
        value=value,
        visibility=source.visibility,
        withdrawn_at=source.withdrawn_at,
    )


def affiliation_columns(
    write: Write, spec: Spec, *, within: Access, at: Place = ()
) -> Spec:
    """Return the columns of an affiliation, its organisation found or made."""
    columns = {name: value for name, value in spec.items() if name != "organisation"}
    organisation_id = resolve_source(
        write, spec, "organisation", kinds=ORGANISATIONS, within=within, at=at
    )
    return columns | {"organisation_id": organisation_id}


def _affiliations(
    write: Write, source: Source, spec: Spec, *, at: Place
) -> list[Affiliation]:
    given = enumerate(spec.get("affiliations", ()))
    return [
        Affiliation(
            **affiliation_columns(
                write,
                one,
                within=access_of(source),
                at=(*at, "affiliations", number),
            )
        )
        for number, one in given
    ]


def _refuse_twins(source: Source, at: Place) -> None:
    names = [(one.name, one.kind) for one in source.names]
    identifiers = [(one.scheme, one.value) for one in source.identifiers]
    for kind, values in {"names": names, "identifiers": identifiers}.items():
        if len(set(values)) < len(values):
            message = "The same one stands here twice."
            raise InvalidError(message, *at, kind)


def _known_id(write: Write, source_id: int, *, kinds: Sequence[str], at: Place) -> int:
    found = write.rows(find_sources(count=1, viewer=write.viewer), source__0=source_id)
    if not found:
        raise InvalidError.not_found("source", *at)
    check_usable(found[0], kinds, at)
    return source_id


def check_usable(source: LockedSourceRow, kinds: Sequence[str], at: Place) -> None:
    """Raise ``InvalidError`` if a source is merged into another or of a wrong kind."""
    if source.merged_into_id:
        raise InvalidError.merged("source", source.merged_into_id, *at)
    if kinds and source.kind not in kinds:
        message = f"This source is of kind {source.kind}, not {' or '.join(kinds)}."
        raise InvalidError(message, *at, code="wrong_kind")


def _match(write: Write, spec: Spec, at: Place) -> int | None:
    folded, viewer = fold(spec["name"]), write.viewer
    if spec["kind"] in UNNAMED:
        found = write.rows(
            find_unnamed_source(viewer=viewer),
            article=spec["article_id"],
            kind=spec["kind"],
            folded=folded,
            ordinal=spec.get("ordinal", 1),
        )
    else:
        named = find_named_sources(kinds=(spec["kind"],), viewer=viewer)
        found = write.rows(named, folded=folded)
    if len(found) > 1:
        candidates = [
            {"id": row.id, "name": row.name, "label": row.name, "kind": row.kind}
            for row in found
        ]
        message = f"{len(found)} sources have this name; send the id of one."
        error = ConflictError("source", found[0].id, message, candidates=candidates)
        raise error.below(*at)
    return found[0].id if found else None


def _article_access(write: Write, source: Source, at: Place) -> Access:
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
