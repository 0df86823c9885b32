"""Matches a description with a stored source: one, none, or a conflict."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from db.commands.sources.comparing import Comparison, compare
from db.commands.sources.naming import source_key
from db.derived.labels import distinct_labels
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, RequestPath
from db.models import Source
from db.models.source import UNNAMED, kinds_like
from db.queries.filters import batch_size
from db.queries.identifiers import find_identified
from db.queries.namesakes import folded_names, list_namesakes
from db.queries.source_matches import CalledSourceRow, find_called, find_unnamed_source
from db.queries.visibility import visible
from db.values.text import fold

Spec = Mapping[str, Any]
SAYS_LITTLE = {"name", "kind", "ordinal", "article_id"}
SEVERAL = "These identifiers are of different sources: send those of the right source."
CHANGE = 'Send the id of the right source, or "new": true for a new one.'


@dataclass(frozen=True)
class Found:
    """The source that a description means, under its printed name; and its survivor."""

    id: int
    survivor_id: int


def match_source(
    write: Write, spec: Spec, *, kinds: Sequence[str], at: RequestPath
) -> Found | None:
    """Return the source with the identifiers of a description, or else with its name.

    ``kinds`` are the allowed kinds. Raise ``ConflictError`` with candidates if several
    sources match, or if a sent value contradicts a stored one.
    """
    if kinds[0] in UNNAMED:
        return _match_unnamed(write, spec, at)
    if identified := _identified(write, spec):
        if len({row.survivor_id for row in identified}) > 1:
            raise _conflict(write, _compared(write, spec, identified), SEVERAL, at=at)
        return _only(write, spec, identified, kinds=kinds, at=at)
    return _called_so(write, spec, kinds=kinds, at=at)


def _called_so(
    write: Write, spec: Spec, *, kinds: Sequence[str], at: RequestPath
) -> Found | None:
    """Return the named source with this name; raise as ``match_source`` does."""
    key = source_key(spec["name"], kind=kinds[0], language=spec.get("language"))
    called = _called(write, "match_key", key)
    if alike := [row for row in called if row.kind in kinds]:
        return _only(write, spec, alike, kinds=kinds, at=at)
    if near := called or _called(write, "folded", fold(spec["name"])):
        message = f"A source has this name, or one that is nearly the same. {CHANGE}"
        raise _conflict(write, _compared(write, spec, near), message, at=at)
    return None


def refuse_name_of_another(
    write: Write, source: Source, keys: Collection[str], *, at: RequestPath, change: str
) -> None:
    """Raise ``ConflictError`` if another source of its kind has one of these names."""
    own, kinds = source.survivor_id or source.id, kinds_like(source.kind)
    others = [
        row
        for key in keys
        for row in _called(write, "match_key", key)
        if row.survivor_id != own and row.kind in kinds
    ]
    if others:
        message = f"This is the name of another source. {change}"
        raise _conflict(write, _compared(write, {}, others), message, at=at)


def refuse_same_as_made(write: Write, spec: Spec, *, at: RequestPath) -> None:
    """Raise ``InvalidError`` if this request has already created the same named source.

    Two new namesakes have to differ in a sent value.
    """
    made = _made(write)
    key = source_key(spec["name"], kind=spec["kind"], language=spec.get("language"))
    called = _called(write, "match_key", key) if made else ()
    twins = [row for row in called if row.id in made and row.kind == spec["kind"]]
    if _possible(_compared(write, spec, twins)):
        message = (
            "This request describes the same source as new elsewhere, and no sent "
            'value distinguishes the two: omit "new" here, or send a difference, '
            "such as an identifier or a country."
        )
        raise InvalidError(message, *at, "new", code="ambiguous")


def _made(write: Write) -> set[int]:
    """Return the sources that this write created."""
    return {
        one.record_id
        for one in write.changes
        if (one.resource, one.action) == ("source", "create")
    }


def similar_sources(write: Write, source_id: int) -> Sequence[Mapping[str, Any]]:
    """Return the other named sources with a name similar to that of a source."""
    source = write.session.get_one(Source, source_id)
    if source.article_id is not None:
        return []
    keys = dict.fromkeys([source.folded, *(name.folded for name in source.names)])
    found = {
        row.survivor_id: row
        for key in keys
        for row in _called(write, "folded", key)
        if row.survivor_id != source.id
    }
    spec = {
        "kind": source.kind,
        "country_code": source.country_code,
        "language": source.language,
        "identifiers": [
            {"scheme": one.scheme, "value": one.value} for one in source.identifiers
        ],
    }
    compared = _compared(write, spec, found.values())
    return _as_candidates(write, compared)


def _match_unnamed(write: Write, spec: Spec, at: RequestPath) -> Found | None:
    key = source_key(spec["name"], kind=spec["kind"], language=spec.get("language"))
    found = write.rows(
        find_unnamed_source(viewer=write.viewer),
        article=spec["article_id"],
        kind=spec["kind"],
        match_key=key,
        ordinal=spec.get("ordinal", 1),
    )
    return _only(write, spec, found, kinds=(spec["kind"],), at=at) if found else None


def _identified(write: Write, spec: Spec) -> Sequence[CalledSourceRow]:
    """Return the sources that have one of the sent identifiers."""
    viewer = write.viewer
    ids = {
        row.id
        for one in spec.get("identifiers", ())
        for row in write.rows(
            find_identified(count=1, viewer=viewer),
            scheme=one["scheme"],
            value__0=one["value"],
        )
    }
    find = find_called(by="id", viewer=viewer)
    return [row for one in sorted(ids) for row in write.rows(find, called=one)]


def _called(
    write: Write, by: Literal["match_key", "folded"], key: str
) -> Sequence[CalledSourceRow]:
    """Return the named sources with this name, each survivor once.

    Of a survivor and the sources merged into it, the source with the name comes first:
    a claim keeps the source under whose name it was printed.
    """
    found: dict[int, CalledSourceRow] = {}
    for row in write.rows(find_called(by=by, viewer=write.viewer), called=key):
        known = found.get(row.survivor_id)
        if known is None or (row.is_own_name and not known.is_own_name):
            found[row.survivor_id] = row
    return list(found.values())


def _only(
    write: Write,
    spec: Spec,
    found: Sequence[Any],
    *,
    kinds: Sequence[str],
    at: RequestPath,
) -> Found:
    """Return the only possible source, or raise the error that excludes it."""
    if len(found) == 1 and found[0].kind in kinds and not says_more(spec):
        return Found(found[0].id, found[0].survivor_id)
    compared = _compared(write, spec, found)
    possible = _possible(compared)
    if len(possible) == 1:
        survivor_id = possible[0].source.id
        row = next(row for row in found if row.survivor_id == survivor_id)
        return Found(row.id, survivor_id)
    message = f"{len(possible)} sources have this name."
    if not possible:
        message = f"The stored source contradicts this description: {_wrong(compared)}."
    raise _conflict(write, compared, f"{message} {CHANGE}", at=at)


def _wrong(compared: Sequence[Comparison]) -> str:
    """Return the fields of a description that contradict the stored source."""
    return ", ".join(dict.fromkeys(f for one in compared for f in one.contradicts))


def _possible(compared: Sequence[Comparison]) -> Sequence[Comparison]:
    """Return the sources without contradictions, or the only one that agrees."""
    possible = [one for one in compared if not one.contradicts]
    agreeing = [one for one in possible if set(one.agrees) - {"kind"}]
    return agreeing if len(agreeing) == 1 else possible


def says_more(spec: Spec) -> bool:
    """Return whether a description has more than a name and a kind."""
    return any(value for name, value in spec.items() if name not in SAYS_LITTLE)


def _compared(write: Write, spec: Spec, found: Iterable[Any]) -> list[Comparison]:
    ids = [row.survivor_id for row in found]
    sources = write.session.scalars(
        select(Source)
        .where(Source.id.in_(ids), visible(Source, write.viewer))
        .options(selectinload(Source.identifiers), selectinload(Source.affiliations))
        .order_by(Source.id)
    ).all()
    return [compare(spec, source) for source in sources]


def _conflict(
    write: Write, compared: Sequence[Comparison], message: str, *, at: RequestPath
) -> ConflictError:
    first, candidates = compared[0].source.id, _as_candidates(write, compared)
    error = ConflictError("source", first, message, candidates=candidates)
    return error.prefix_path(*at)


def _as_candidates(
    write: Write, compared: Sequence[Comparison]
) -> list[dict[str, Any]]:
    names = {one.source.folded for one in compared}
    if not names:
        return []
    size = batch_size(len(names))
    find = list_namesakes(by="folded", count=size, viewer=write.viewer)
    labels = distinct_labels(write.rows(find, **folded_names(names)))
    return [
        one.as_candidate(labels.get(one.source.id, one.source.name)) for one in compared
    ]
