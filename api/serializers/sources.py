"""Sources and their children as they are sent."""

from collections.abc import Mapping

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

NO_LABELS: Mapping[int, str] = {}
CHILDREN = ("names", "identifiers", "affiliations")


def _label(row: SourceRow) -> object:
    return source_ref(row.id, row.name, row.kind, article=row)["label"]


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
    return source_ref(into_id, name, kind, article=row)


def _organisation(row: AffiliationRow) -> Json | None:
    organisation_id, name, kind = (
        row.organisation_id,
        row.organisation_name,
        row.organisation_kind,
    )
    if organisation_id is None or name is None or kind is None:
        return None
    return source_ref(organisation_id, name, kind)


_row = serializer(
    SourceRowOut,
    SourceRow,
    parts=("label",),
    article=_article,
    merged_into=_merged_into,
)
_detail = serializer(
    SourceOut,
    SourceRow,
    parts=("label", *CHILDREN),
    article=_article,
    merged_into=_merged_into,
)
name_record = serializer(NameOut, NameRow)
identifier_record = serializer(IdentifierOut, IdentifierRow)
affiliation_record = serializer(
    AffiliationOut, AffiliationRow, organisation=_organisation
)
rating_record = serializer(RatingOut, RatingRow)


def source_row(row: SourceRow, labels: Mapping[int, str] = NO_LABELS) -> Json:
    """Return a source as a list shows it, with its label among ``labels`` if any."""
    return _row(row, label=labels.get(row.id) or _label(row))


def source_record(source: SourceDetail) -> Json:
    """Return a single source with its names, identifiers and affiliations."""
    return _detail(
        source.row,
        label=source.label or _label(source.row),
        names=[name_record(row) for row in source.names],
        identifiers=[identifier_record(row) for row in source.identifiers],
        affiliations=[affiliation_record(row) for row in source.affiliations],
    )
