"""Writes to the children of a source: each creates a new version of the source."""

from typing import Literal

from sqlalchemy import select

from db.commands.known_records import KnownRecords
from db.commands.merging import survivors_of
from db.commands.records import fetch, revised, set_values
from db.commands.sources.making import new_identifier
from db.commands.sources.matching import refuse_name_of_another
from db.commands.sources.naming import make_name, name_child
from db.commands.sources.registering import (
    Spec,
    affiliation_columns,
)
from db.commands.visibility.access import present_access
from db.engine.session import Write
from db.errors import ConflictError, InvalidError, NotFoundError
from db.models import Affiliation, Source, SourceIdentifier, SourceName
from db.models.source import TARGETS
from db.values.versions import ReadVersion

ChildKind = Literal["names", "identifiers", "affiliations"]
Child = SourceName | SourceIdentifier | Affiliation


def add_child(
    write: Write, source_id: int, kind: ChildKind, *, spec: Spec
) -> tuple[Source, int]:
    """Add a name, identifier or affiliation to a source; return both.

    Raise ``ConflictError`` for the name of another source, unless ``spec`` has ``new``:
    both sources then have this name.
    """
    spec = dict(_with_organisation(write, source_id, spec))
    is_new = spec.pop("new", False)
    source = fetch(write, Source, source_id, version=None)
    child = _make(source, kind, spec)
    if isinstance(child, SourceName) and not is_new:
        _refuse_name_of_another(write, source, child)
    with revised(write, source):
        getattr(source, kind).append(child)
        _refuse_twins(source)
    return source, child.id


def change_child(
    write: Write,
    source_id: int,
    kind: ChildKind,
    *,
    child_id: int,
    version: ReadVersion,
    values: Spec,
) -> Source:
    """Set the given columns of a child; ``version`` is the version of the source."""
    values = dict(_with_organisation(write, source_id, values))
    is_new = values.pop("new", False)
    source = fetch(write, Source, source_id, version=version)
    child = _child(source, kind, child_id)
    with revised(write, source):
        set_values(child, values)
        if isinstance(child, SourceName):
            name_child(child)
            if "name" in values and not is_new:
                _refuse_name_of_another(write, source, child)
        elif isinstance(child, Affiliation):
            _check_target(write, child)
        _refuse_twins(source)
    return source


def remove_child(
    write: Write,
    source_id: int,
    kind: ChildKind,
    *,
    child_id: int,
    version: ReadVersion,
) -> Source:
    """Remove a child from a source; the history of the source keeps it."""
    source = fetch(write, Source, source_id, version=version)
    child = _child(source, kind, child_id)
    with revised(write, source):
        getattr(source, kind).remove(child)
    return source


def _make(source: Source, kind: ChildKind, spec: Spec) -> Child:
    if kind == "names":
        return make_name(**spec)
    if kind == "identifiers":
        return SourceIdentifier(**vars(new_identifier(source, **spec)))
    return Affiliation(**spec)


def _with_organisation(write: Write, source_id: int, spec: Spec) -> Spec:
    """Return ``spec`` with the id of a described organisation.

    It is matched or created first: creating one waits for a lock, and must not hold
    another lock meanwhile.
    """
    if not {"organisation", "organisation_id"} & spec.keys():
        return spec
    within = present_access(write, Source, source_id)
    columns = affiliation_columns(KnownRecords(write), spec, within=within)
    if source_id in survivors_of(write, [columns.get("organisation_id")]).values():
        message = "A source cannot be affiliated with itself."
        raise InvalidError(message, "organisation_id")
    return columns


def _check_target(write: Write, affiliation: Affiliation) -> None:
    """Raise ``InvalidError`` for an affiliation without a target or a relation."""
    organisation_id, relation = affiliation.organisation_id, affiliation.relation
    if organisation_id is None and affiliation.title is None:
        message = "Without an organisation, an affiliation needs a title."
        raise InvalidError(message, "title")
    if organisation_id is None:
        return
    if relation is None:
        message = "With an organisation, an affiliation needs a relation."
        raise InvalidError(message, "relation")
    _check_kind(write, organisation_id, relation)


def _check_kind(write: Write, organisation_id: int, relation: str) -> None:
    kinds = TARGETS[relation]
    kind = write.session.scalar(select(Source.kind).where(Source.id == organisation_id))
    if kind not in kinds:
        message = f"{relation} leads to a source of kind {' or '.join(kinds)}."
        raise InvalidError(message, "relation", code="wrong_kind")


def _child(source: Source, kind: ChildKind, child_id: int) -> Child:
    children: list[Child] = getattr(source, kind)
    for child in children:
        if child.id == child_id:
            return child
    raise NotFoundError(kind.rstrip("s"), child_id)


def _refuse_name_of_another(write: Write, source: Source, name: SourceName) -> None:
    change = 'Send "new": true if both sources have this name.'
    refuse_name_of_another(
        KnownRecords(write), source, [name.match_key], at=("name",), change=change
    )


def _refuse_twins(source: Source) -> None:
    """Raise ``ConflictError`` for two equal names or identifiers of a source."""
    names = [(one.match_key, one.kind) for one in source.names]
    identifiers = [(one.scheme, one.value) for one in source.identifiers]
    for kind, values in {"name": names, "identifier": identifiers}.items():
        if len(set(values)) < len(values):
            message = f"This source already has that {kind}."
            raise ConflictError("source", source.id, message)
