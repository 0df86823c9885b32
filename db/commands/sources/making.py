"""Makes new sources with their names and identifiers, before they are stored."""

from collections.abc import Mapping
from typing import Any

from db.commands.known_records import NEW_SOURCE, KnownRecords
from db.commands.new_records import CHILDREN
from db.commands.sources.naming import name_source, new_name
from db.commands.visibility.access import (
    PUBLIC,
    Access,
    access_in,
    access_of,
    give_access,
    strictest,
)
from db.errors import InvalidError, RequestPath
from db.models import Source, SourceIdentifier
from db.models.source import UNNAMED
from db.models.unmapped import mapped, unmapped
from db.queries.snapshots import children_of

NO_COLUMNS = {"names", "identifiers", "affiliations", "new"}
NEW_IDENTIFIER = unmapped(SourceIdentifier)
DEFAULTS = {
    "ordinal": 1,
    "seniority": "unknown",
    "embargo_inherited": False,
    "has_namesakes": False,
}


def make_source(
    known: KnownRecords, spec: Mapping[str, Any], *, at: RequestPath
) -> Source:
    """Return a new source without affiliations, which is no mapped object."""
    children: dict[str, Any] = {name: [] for name in children_of("source")}
    columns = {name: value for name, value in spec.items() if name not in NO_COLUMNS}
    source = NEW_SOURCE(**{**DEFAULTS, **children, **columns})
    name_source(source)
    within = _article_access(known, source, at)
    give_access(source, strictest(access_in(spec, at), within))
    source.names = [new_name(**name) for name in spec.get("names", ())]
    source.identifiers = [
        new_identifier(source, **one) for one in spec.get("identifiers", ())
    ]
    _refuse_twins(source, at)
    return source


def mapped_source(new: Source) -> Source:
    """Return a mapped object for a new source, with its children."""
    children = {
        name: mapped(model, getattr(new, name)) for name, model in CHILDREN.items()
    }
    return Source(**vars(new) | children)


def new_identifier(source: Source, *, scheme: str, value: str) -> SourceIdentifier:
    """Return an identifier that is not stored yet, live and visible as ``source``.

    It is no mapped object.
    """
    return NEW_IDENTIFIER(
        scheme=scheme,
        value=value,
        visibility=source.visibility,
        withdrawn_at=source.withdrawn_at,
    )


def _refuse_twins(source: Source, at: RequestPath) -> None:
    names = [(one.match_key, one.kind) for one in source.names]
    identifiers = [(one.scheme, one.value) for one in source.identifiers]
    for kind, values in {"names": names, "identifiers": identifiers}.items():
        if len(set(values)) < len(values):
            message = "The same one stands here twice."
            raise InvalidError(message, *at, kind)


def _article_access(known: KnownRecords, source: Source, at: RequestPath) -> Access:
    """Check that exactly the unnamed belong to an article; return who sees that."""
    if (source.kind in UNNAMED) != (source.article_id is not None):
        message = "An unnamed source, and no other, has the article that printed it."
        raise InvalidError(message, *at, "article_id")
    if source.article_id is None:
        return PUBLIC
    found = known.articles([source.article_id])
    if not found:
        raise InvalidError.not_found("article", *at, "article_id")
    return access_of(found[source.article_id])
