"""Completes a matched source with the data of a description."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.commands.known_records import KnownRecords
from db.commands.records import fetch, revised
from db.commands.sources.matching import refuse_name_of_another
from db.commands.sources.naming import make_name
from db.commands.visibility.access import PUBLIC, Access, access_of
from db.errors import ConflictError, RequestPath
from db.models import Affiliation, Source, SourceIdentifier
from db.models.unmapped import mapped
from db.values.names import match_key

SEND_ID = "Send the id of the right source."
FIELDS = ("people", "sector", "country_code", "language", "description")


def fill(
    known: KnownRecords,
    source_id: int,
    spec: Mapping[str, Any],
    *,
    affiliations: Sequence[Affiliation] = (),
    within: Access = PUBLIC,
    at: RequestPath = (),
) -> list[str]:
    """Fill empty fields and extend lists; return the names of the changed fields.

    All of it is one version of the source, with its own audit entry. Raise
    ``ConflictError`` if a new name belongs to another source, or if the source becomes
    public before the describing record, which has the access ``within``.
    """
    write, new = known.write, known.new.source(source_id)
    source = new or fetch(write, Source, source_id, version=None, merged=True)
    values = _empty_fields(source, spec)
    lists: dict[str, list[Any]] = {
        "names": _new_names(source, spec),
        "identifiers": _new_identifiers(source, spec),
        "affiliations": _new_affiliations(known, source, affiliations),
    }
    added = [name.match_key for name in lists["names"]]
    refuse_name_of_another(known, source, added, at=at, change=SEND_ID)
    filled = [*values, *(name for name, added in lists.items() if added)]
    if not filled:
        return []
    known.refuse_at_once()
    _refuse_telling(source, filled, within=within, at=at)
    with revised(write, source):
        for field, value in values.items():
            setattr(source, field, value)
        for name, added in lists.items():
            getattr(source, name).extend(added)
    return filled


def _refuse_telling(
    source: Source, filled: Sequence[str], *, within: Access, at: RequestPath
) -> None:
    """Raise ``ConflictError`` if a filled source would reveal a restricted record."""
    if access_of(source).opens >= within.opens:
        return
    message = (
        f"Source {source.id} becomes public before this record, and would reveal "
        f"it: its {', '.join(filled)} would change. Omit that from the "
        "description, or send the id of the source."
    )
    raise ConflictError("source", source.id, message).prefix_path(*at)


def _empty_fields(source: Source, spec: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        field: spec[field]
        for field in FIELDS
        if spec.get(field) is not None and getattr(source, field) is None
    }
    if source.seniority == "unknown" and spec.get("seniority", "unknown") != "unknown":
        values["seniority"] = spec["seniority"]
    return values


def _new_names(source: Source, spec: Mapping[str, Any]) -> list[Any]:
    """Return the names that the source lacks: the described name, and others."""
    known = {source.match_key, *(name.match_key for name in source.names)}
    sent = (
        [{"name": spec["name"], "kind": "alias"}] if source.article_id is None else []
    )
    added = []
    for one in (*sent, *spec.get("names", ())):
        key = match_key(one["name"], language=one.get("language"))
        if key not in known:
            known.add(key)
            added.append(make_name(**one))
    return added


def _new_identifiers(source: Source, spec: Mapping[str, Any]) -> list[Any]:
    """Return the identifiers that the source lacks, each once."""
    known = {(one.scheme, one.value) for one in source.identifiers}
    sent = dict.fromkeys(
        (one["scheme"], one["value"]) for one in spec.get("identifiers", ())
    )
    return [
        SourceIdentifier(scheme=scheme, value=value, visibility=source.visibility)
        for scheme, value in sent
        if (scheme, value) not in known
    ]


def _new_affiliations(
    known: KnownRecords, source: Source, sent: Sequence[Affiliation]
) -> list[Any]:
    """Return the affiliations that the source lacks, except with itself."""
    if not sent:
        return []
    stored = source.affiliations
    survivors = known.survivors([one.organisation_id for one in (*stored, *sent)])
    own = source.survivor_id or source.id
    added = [
        one
        for one in sent
        if survivors[one.organisation_id] != own
        and not any(_same_affiliation(one, other, survivors) for other in stored)
    ]
    return mapped(Affiliation, added)


def _same_affiliation(
    sent: Affiliation, stored: Affiliation, survivors: Mapping[int | None, int | None]
) -> bool:
    same = (survivors[sent.organisation_id], sent.relation) == (
        survivors[stored.organisation_id],
        stored.relation,
    )
    return same and sent.title in {None, stored.title}
