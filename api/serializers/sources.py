"""JSON of sources and their children."""

from api.schemas.ratings import RatingOut
from api.schemas.sources import AffiliationOut, IdentifierOut, NameOut, SourceOut
from api.schemas.sources import SourceRow as SourceRowOut
from api.serializers.shape import serializer
from api.serializers.values import Json, article_ref, source_ref
from db.queries.source_children import (
    AffiliationRow,
    IdentifierRow,
    NameRow,
    RatingRow,
)
from db.queries.sources import SourceRow
from db.reads.sources import SourceDetail

CHILDREN = ("names", "identifiers", "affiliations")


def source_of(row: SourceRow) -> Json:
    """Return a source in the form of a reference."""
    return source_ref(row.id, row.name, row.kind, label=row.label, article=row)


def _label(row: SourceRow) -> object:
    return source_of(row)["label"]


def _article(row: SourceRow) -> Json | None:
    return None if row.article_id is None else article_ref(row)


def _merged_into(row: SourceRow) -> Json | None:
    into_id, name, kind = (
        row.merged_into_id,
        row.merged_into_name,
        row.merged_into_kind,
    )
    if into_id is None or name is None or kind is None:
        return None
    return source_ref(into_id, name, kind, label=row.merged_into_label, article=row)


def _organisation(row: AffiliationRow) -> Json | None:
    organisation_id, name, kind = (
        row.organisation_id,
        row.organisation_name,
        row.organisation_kind,
    )
    if organisation_id is None or name is None or kind is None:
        return None
    return source_ref(organisation_id, name, kind, label=row.organisation_label)


source_row = serializer(
    SourceRowOut,
    SourceRow,
    label=_label,
    article=_article,
    merged_into=_merged_into,
)
_detail = serializer(
    SourceOut,
    SourceRow,
    parts=CHILDREN,
    label=_label,
    article=_article,
    merged_into=_merged_into,
)
name_record = serializer(NameOut, NameRow)
identifier_record = serializer(IdentifierOut, IdentifierRow)
affiliation_record = serializer(
    AffiliationOut, AffiliationRow, organisation=_organisation
)
rating_record = serializer(RatingOut, RatingRow)


def source_record(source: SourceDetail) -> Json:
    """Return a single source with its names, identifiers and affiliations."""
    return _detail(
        source.row,
        names=[name_record(row) for row in source.names],
        identifiers=[identifier_record(row) for row in source.identifiers],
        affiliations=[affiliation_record(row) for row in source.affiliations],
    )
