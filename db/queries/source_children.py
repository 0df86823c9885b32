"""Reads of the children of a source: names, identifiers, affiliations, ratings.

Each builder selects all children of one kind, or a page of them if it has a limit. The
page of a merged source is empty: request the page of its survivor.
"""

from typing import Any

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column, labels_by
from db.models import Affiliation, Rating, Source, SourceIdentifier, SourceName
from db.models.affiliation import AffiliationRelation
from db.models.rating import Reliability
from db.models.source import NameKind, SourceKind
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import label_of
from db.queries.visibility import visible
from db.values.dates import Precision
from db.values.types import AnySelect
from db.values.viewer import Viewer

ORGANISATION = aliased(Source, name="organisation")
CHILD_ORDERS = {
    "names": Order((SourceName.id,), descending=False),
    "identifiers": Order((SourceIdentifier.id,), descending=False),
    "affiliations": Order((Affiliation.id,), descending=False),
    "ratings": Order((Rating.id,), descending=False),
}


class SourceChildRow(Row):
    """A child of a source; each kind declares these fields from its own columns."""

    id: int
    source_id: int


class NameRow(SourceChildRow):
    """Another name of a source."""

    id: int = column(SourceName.id)
    source_id: int = column(SourceName.source_id)
    name: str = column(SourceName.name)
    language: str | None = column(SourceName.language)
    kind: NameKind = column(SourceName.kind)


class IdentifierRow(SourceChildRow):
    """An identifier of a source in another register."""

    id: int = column(SourceIdentifier.id)
    source_id: int = column(SourceIdentifier.source_id)
    scheme: str = column(SourceIdentifier.scheme)
    value: str = column(SourceIdentifier.value)


class AffiliationRow(SourceChildRow):
    """An affiliation of a source, with an organisation or a person if it has one."""

    id: int = column(Affiliation.id)
    source_id: int = column(Affiliation.source_id)
    organisation_id: int | None = column(Affiliation.organisation_id)
    organisation_name: str | None = column(ORGANISATION.name)
    organisation_kind: SourceKind | None = column(ORGANISATION.kind)
    organisation_label: str | None = column(label_of(ORGANISATION))
    labels = labels_by(organisation_label="organisation_id")
    relation: AffiliationRelation | None = column(Affiliation.relation)
    title: str | None = column(Affiliation.title)
    held_from: StoredInstant | None = column(Affiliation.held_from)
    held_to: StoredInstant | None = column(Affiliation.held_to)
    held_precision: Precision | None = column(Affiliation.held_precision)
    held_text: str | None = column(Affiliation.held_text)


class RatingRow(SourceChildRow):
    """A rating of the reliability of a source."""

    id: int = column(Rating.id)
    source_id: int = column(Rating.source_id)
    reliability: Reliability = column(Rating.reliability)
    topic: str = column(Rating.topic)
    reason: str | None = column(Rating.reason)
    created_at: StoredInstant = column(Rating.created_at)


@prepared(NameRow)
def list_names(
    *,
    place: Place = Place(),
    limit: int | None = None,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the other names of the source with the id ``source``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    statement = _of_source(NameRow, SourceName).where(seen)
    return _paged(statement, "names", place=place, limit=limit)


@prepared(IdentifierRow)
def list_identifiers(
    *,
    place: Place = Place(),
    limit: int | None = None,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the identifiers of the source with the id ``source``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    statement = _of_source(IdentifierRow, SourceIdentifier).where(seen)
    return _paged(statement, "identifiers", place=place, limit=limit)


@prepared(AffiliationRow)
def list_affiliations(
    *,
    place: Place = Place(),
    limit: int | None = None,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the affiliations of the source with the id ``source``."""
    statement = (
        _of_source(AffiliationRow, Affiliation)
        .outerjoin(ORGANISATION, ORGANISATION.id == Affiliation.organisation_id)
        .where(visible(Source, viewer, withdrawn=withdrawn))
        # Affiliations with a withdrawn organisation remain.
        .where(
            Affiliation.organisation_id.is_(None)
            | visible(ORGANISATION, viewer, withdrawn=True)
        )
    )
    return _paged(statement, "affiliations", place=place, limit=limit)


@prepared(RatingRow)
def list_ratings(
    *,
    place: Place = Place(),
    limit: int | None = None,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the current ratings of the source with the id ``source``."""
    statement = (
        _of_source(RatingRow, Rating)
        .where(Rating.superseded_at.is_(None))
        .where(visible(Source, viewer, withdrawn=withdrawn))
    )
    return _paged(statement, "ratings", place=place, limit=limit)


def _of_source(row_type: type[SourceChildRow], child: Any) -> AnySelect:  # noqa: ANN401 - a mapped class
    """Select the children of the source with the id ``source``."""
    joined = row_type.select().join(Source, Source.id == child.source_id)
    return joined.where(Source.id == parameter("source"))


def _paged(
    statement: AnySelect, kind: str, *, place: Place, limit: int | None
) -> AnySelect:
    order = CHILD_ORDERS[kind]
    if limit is None:
        return statement.order_by(*order.key)
    unmerged = statement.where(Source.merged_into_id.is_(None))
    return keyset_page(unmerged, order, place, limit=limit)
