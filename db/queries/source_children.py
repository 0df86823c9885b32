"""Reads over what belongs to a source: all of it, or a page where there is a limit."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Affiliation, Source, SourceIdentifier, SourceName
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import source_columns
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ORGANISATION = aliased(Source, name="organisation")
PART_ORDERS = {
    "names": Order((SourceName.id,), descending=False),
    "identifiers": Order((SourceIdentifier.id,), descending=False),
    "affiliations": Order((Affiliation.id,), descending=False),
}


@untyped
def list_names(
    *,
    place: Place = Place(),
    limit: int | None = None,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the other names of the source with the id ``source``."""
    statement = (
        select(
            SourceName.id,
            SourceName.source_id,
            SourceName.name,
            SourceName.language,
            SourceName.kind,
        )
        .join(Source, Source.id == SourceName.source_id)
        .where(Source.id == parameter("source"))
        .where(visible(Source, viewer, withdrawn=withdrawn))
    )
    order = PART_ORDERS["names"]
    return _paged(statement, order, place=place, limit=limit)


@untyped
def list_identifiers(
    *,
    place: Place = Place(),
    limit: int | None = None,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the identifiers of the source with the id ``source``."""
    statement = (
        select(
            SourceIdentifier.id,
            SourceIdentifier.source_id,
            SourceIdentifier.scheme,
            SourceIdentifier.value,
        )
        .join(Source, Source.id == SourceIdentifier.source_id)
        .where(Source.id == parameter("source"))
        .where(visible(Source, viewer, withdrawn=withdrawn))
    )
    order = PART_ORDERS["identifiers"]
    return _paged(statement, order, place=place, limit=limit)


@untyped
def list_affiliations(
    *,
    place: Place = Place(),
    limit: int | None = None,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the affiliations of the source with the id ``source``."""
    statement = (
        select(
            Affiliation.id,
            Affiliation.source_id,
            Affiliation.organisation_id,
            *source_columns(ORGANISATION, "organisation"),
            Affiliation.relation,
            Affiliation.title,
            Affiliation.held_from,
            Affiliation.held_to,
            Affiliation.held_precision,
            Affiliation.held_text,
        )
        .join(Source, Source.id == Affiliation.source_id)
        .join(ORGANISATION, ORGANISATION.id == Affiliation.organisation_id)
        .where(Source.id == parameter("source"))
        .where(visible(Source, viewer, withdrawn=withdrawn))
        # One that was withdrawn is still whom the source belonged to.
        .where(visible(ORGANISATION, viewer, withdrawn=True))
    )
    order = PART_ORDERS["affiliations"]
    return _paged(statement, order, place=place, limit=limit)


def _paged(
    statement: AnySelect, order: Order, *, place: Place, limit: int | None
) -> AnySelect:
    if limit is None:
        return statement.order_by(*order.key)
    return keyset_page(statement, order, place, limit=limit)
