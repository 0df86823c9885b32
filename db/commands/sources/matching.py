"""Matches a description with a stored source: one, none, or a conflict."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from db.commands.called_sources import By, Descriptor
from db.commands.known_records import KnownRecords
from db.commands.new_records import NotStoredError
from db.commands.sources.comparing import Comparison, compare
from db.commands.sources.naming import source_key
from db.derived.labels import distinct_labels
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, RequestPath
from db.models import Source
from db.models.source import UNNAMED, kinds_like
from db.queries.filters import batch_size
from db.queries.namesakes import folded_names, list_namesakes
from db.queries.source_matches import CalledSourceRow
from db.queries.visibility import visible
from db.values.text import fold

Spec = Mapping[str, Any]
SAYS_LITTLE = {"name", "kind", "ordinal", "article_id"}
SEVERAL = "These identifiers are of different sources: send those of the right source."
CHANGE = 'Send the id of the right source, or "new": true for a new one.'


def _key_of(spec: Spec) -> str:
    return source_key(spec["name"], kind=spec["kind"], language=spec.get("language"))


@dataclass(frozen=True)
class Found:
    """The source that a description means, under its printed name; and its survivor."""

    id: int
    survivor_id: int


def match_source(
    known: KnownRecords, spec: Spec, *, kinds: Sequence[str], at: RequestPath
) -> Found | None:
    """Return the source with the identifiers of a description, or else with its name.

    ``kinds`` are the allowed kinds. Raise ``ConflictError`` with candidates if several
    sources match, or if a sent value contradicts a stored one.
    """
    if kinds[0] in UNNAMED:
        return _match_unnamed(known, spec, at)
    if identified := _identified(known, spec):
        if len({row.survivor_id for row in identified}) > 1:
            raise _conflict(known, _compared(known, spec, identified), SEVERAL, at=at)
        return _only(known, spec, identified, kinds=kinds, at=at)
    return _called_so(known, spec, kinds=kinds, at=at)


def read_called(known: KnownRecords, described: Iterable[Spec]) -> None:
    """Read the sources with the names of descriptions at once."""
    keys = {
        one["name"]: _key_of(one) for one in described if one.get("kind") not in UNNAMED
    }
    known.called.read("match_key", keys.values())
    others = [
        name for name, key in keys.items() if not _called(known, "match_key", key)
    ]
    known.called.read("folded", map(fold, others))


def _called_so(
    known: KnownRecords, spec: Spec, *, kinds: Sequence[str], at: RequestPath
) -> Found | None:
    """Return the named source with this name; raise as ``match_source`` does."""
    called = _called(known, "match_key", _key_of({**spec, "kind": kinds[0]}))
    if alike := [row for row in called if row.kind in kinds]:
        return _only(known, spec, alike, kinds=kinds, at=at)
    if near := called or _called(known, "folded", fold(spec["name"])):
        message = f"A source has this name, or one that is nearly the same. {CHANGE}"
        raise _conflict(known, _compared(known, spec, near), message, at=at)
    return None


def refuse_name_of_another(
    known: KnownRecords,
    source: Source,
    keys: Collection[str],
    *,
    at: RequestPath,
    change: str,
) -> None:
    """Raise ``ConflictError`` if another source of its kind has one of these names."""
    own, kinds = source.survivor_id or source.id, kinds_like(source.kind)
    others = [
        row
        for key in keys
        for row in _called(known, "match_key", key)
        if row.survivor_id != own and row.kind in kinds
    ]
    if others:
        message = f"This is the name of another source. {change}"
        raise _conflict(known, _compared(known, {}, others), message, at=at)


def refuse_same_as_made(known: KnownRecords, spec: Spec, *, at: RequestPath) -> None:
    """Raise ``InvalidError`` if this request has already created the same named source.

    Two new namesakes have to differ in a sent value.
    """
    made = _made(known.write)
    called = _called(known, "match_key", _key_of(spec)) if made else ()
    twins = [row for row in called if row.id in made and row.kind == spec["kind"]]
    if _possible(_compared(known, spec, twins)):
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
    known = KnownRecords(write)
    keys = dict.fromkeys([source.folded, *(name.folded for name in source.names)])
    found = {
        row.survivor_id: row
        for key in keys
        for row in _called(known, "folded", key)
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
    compared = _compared(known, spec, found.values())
    return _as_candidates(write, compared)


def _match_unnamed(known: KnownRecords, spec: Spec, at: RequestPath) -> Found | None:
    kind, ordinal = spec["kind"], spec.get("ordinal", 1)
    descriptor = Descriptor(spec["article_id"], kind, _key_of(spec), ordinal)
    found = known.called.unnamed(descriptor)
    return _only(known, spec, found, kinds=(kind,), at=at) if found else None


def _identified(known: KnownRecords, spec: Spec) -> Sequence[CalledSourceRow]:
    """Return the sources that have one of the sent identifiers."""
    found = {
        row.id: row
        for one in spec.get("identifiers", ())
        for row in known.called.identified(one["scheme"], one["value"])
    }
    return [found[one] for one in sorted(found)]


def _called(known: KnownRecords, by: By, key: str) -> Sequence[CalledSourceRow]:
    """Return the named sources with this name, each survivor once.

    Of a survivor and the sources merged into it, the source with the name comes first:
    a claim keeps the source under whose name it was printed.
    """
    found: dict[int, CalledSourceRow] = {}
    for row in known.called.named(by, key):
        other = found.get(row.survivor_id)
        if other is None or (row.is_own_name and not other.is_own_name):
            found[row.survivor_id] = row
    return list(found.values())


def _only(
    known: KnownRecords,
    spec: Spec,
    found: Sequence[Any],
    *,
    kinds: Sequence[str],
    at: RequestPath,
) -> Found:
    """Return the only possible source, or raise the error that excludes it."""
    if len(found) == 1 and found[0].kind in kinds and not says_more(spec):
        return Found(found[0].id, found[0].survivor_id)
    compared = _compared(known, spec, found)
    possible = _possible(compared)
    if len(possible) == 1:
        survivor_id = possible[0].source.id
        row = next(row for row in found if row.survivor_id == survivor_id)
        return Found(row.id, survivor_id)
    message = f"{len(possible)} sources have this name."
    if not possible:
        message = f"The stored source contradicts this description: {_wrong(compared)}."
    raise _conflict(known, compared, f"{message} {CHANGE}", at=at)


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


def _compared(
    known: KnownRecords, spec: Spec, found: Iterable[CalledSourceRow]
) -> list[Comparison]:
    """Compare a description with sources, in the order of their ids."""
    ids = {row.survivor_id for row in found}
    new = {one: source for one in ids if (source := known.new.source(one))}
    sources = [*_stored(known.write, ids - new.keys()), *new.values()]
    return [compare(spec, one) for one in sorted(sources, key=attrgetter("id"))]


def _stored(write: Write, source_ids: Set[int]) -> Sequence[Source]:
    if not source_ids:
        return []
    return write.session.scalars(
        select(Source)
        .where(Source.id.in_(source_ids), visible(Source, write.viewer))
        .options(selectinload(Source.identifiers), selectinload(Source.affiliations))
    ).all()


def _conflict(
    known: KnownRecords,
    compared: Sequence[Comparison],
    message: str,
    *,
    at: RequestPath,
) -> ConflictError:
    if any(known.new.source(one.source.id) for one in compared):
        raise NotStoredError  # their labels are read
    first, candidates = compared[0].source.id, _as_candidates(known.write, compared)
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
