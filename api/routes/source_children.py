"""Endpoints of what belongs to a source: each write is a new version of the source."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    RequestReading,
    TransactionDep,
    VersionDep,
)
from api.http.openapi.responses import GONE, changed_as, part_created_as, part_page_of
from api.http.responses import respond_created, respond_no_content, respond_updated
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows
from api.routes.sources import SOURCE
from api.schemas.dates import given
from api.schemas.lists import PageParams
from api.schemas.source_lists import (
    AffiliationListParams,
    IdentifierListParams,
    NameListParams,
)
from api.schemas.sources import (
    AffiliationIn,
    AffiliationOut,
    AffiliationPage,
    AffiliationPatch,
    IdentifierIn,
    IdentifierOut,
    IdentifierPage,
    IdentifierPatch,
    NameIn,
    NameOut,
    NamePage,
    NamePatch,
)
from api.schemas.specs import affiliation_spec
from api.schemas.types import Id
from api.serializers.sources import affiliation_record, identifier_record, name_record
from api.serializers.values import Json
from db.commands.sources import add_child, change_child, remove_child
from db.commands.sources.children import ChildKind
from db.engine.session import Write
from db.models import Source
from db.queries.keyset import Place
from db.queries.source_children import (
    PART_ORDERS,
    list_affiliations,
    list_identifiers,
    list_names,
)
from db.reads.reading import Builder
from db.values.types import AnyRow

router = APIRouter(
    prefix="/sources/{source_id}", tags=["sources"], route_class=StrictRoute
)
Show = Callable[[Any], Json]
Work = Callable[[Write], Response]
PARTS: dict[ChildKind, tuple[Builder[Any], Show]] = {
    "names": (list_names, name_record),
    "identifiers": (list_identifiers, identifier_record),
    "affiliations": (list_affiliations, affiliation_record),
}


@router.get("/names", responses=part_page_of(NamePage))
async def read_names(
    reading: ReadingDep, source_id: Id, params: Annotated[NameListParams, Query()]
) -> Response:
    """List the other names of a source."""
    return await _list(reading, source_id, "names", params=params)


@router.post(
    "/names",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(NameOut),
)
async def create_name(
    transaction: TransactionDep, source_id: Id, name: NameIn
) -> Response:
    """Give a source another name. This is a new version of the source."""
    spec = {"kind": "alias"} | given(name)
    return await transaction(_adding(source_id, "names", spec))


@router.patch(
    "/names/{name_id}", dependencies=[JsonBody], responses=changed_as(NameOut)
)
async def update_name(
    transaction: TransactionDep,
    source_id: Id,
    name_id: Id,
    version: VersionDep,
    patch: NamePatch,
) -> Response:
    """Change another name of a source. `If-Match` is the `ETag` of the source."""
    spec = given(patch)
    work = _changing(source_id, "names", name_id, version=version, spec=spec)
    return await transaction(work)


@router.delete("/names/{name_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_name(
    transaction: TransactionDep, source_id: Id, name_id: Id, version: VersionDep
) -> Response:
    """Remove another name of a source. `If-Match` is the `ETag` of the source."""
    return await transaction(_removing(source_id, "names", name_id, version=version))


@router.get("/identifiers", responses=part_page_of(IdentifierPage))
async def read_identifiers(
    reading: ReadingDep, source_id: Id, params: Annotated[IdentifierListParams, Query()]
) -> Response:
    """List what other registers call a source."""
    return await _list(reading, source_id, "identifiers", params=params)


@router.post(
    "/identifiers",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(IdentifierOut),
)
async def create_identifier(
    transaction: TransactionDep,
    source_id: Id,
    identifier: IdentifierIn,
) -> Response:
    """Add an identifier to a source; 409 if another source has the same identifier.

    This is a new version of the source.
    """
    return await transaction(_adding(source_id, "identifiers", given(identifier)))


@router.patch(
    "/identifiers/{identifier_id}",
    dependencies=[JsonBody],
    responses=changed_as(IdentifierOut),
)
async def update_identifier(
    transaction: TransactionDep,
    source_id: Id,
    identifier_id: Id,
    version: VersionDep,
    patch: IdentifierPatch,
) -> Response:
    """Change an identifier of a source. `If-Match` is the `ETag` of the source."""
    spec = given(patch)
    work = _changing(
        source_id, "identifiers", identifier_id, version=version, spec=spec
    )
    return await transaction(work)


@router.delete(
    "/identifiers/{identifier_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def delete_identifier(
    transaction: TransactionDep, source_id: Id, identifier_id: Id, version: VersionDep
) -> Response:
    """Remove an identifier of a source. `If-Match` is the `ETag` of the source."""
    work = _removing(source_id, "identifiers", identifier_id, version=version)
    return await transaction(work)


@router.get("/affiliations", responses=part_page_of(AffiliationPage))
async def read_affiliations(
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[AffiliationListParams, Query()],
) -> Response:
    """List the organisations that a source belongs to or speaks for."""
    return await _list(reading, source_id, "affiliations", params=params)


@router.post(
    "/affiliations",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(AffiliationOut),
)
async def create_affiliation(
    transaction: TransactionDep,
    source_id: Id,
    affiliation: AffiliationIn,
) -> Response:
    """Relate a source to an organisation, which is given by id, or described.

    This is a new version of the source.
    """
    return await transaction(
        _adding(source_id, "affiliations", affiliation_spec(affiliation))
    )


@router.patch(
    "/affiliations/{affiliation_id}",
    dependencies=[JsonBody],
    responses=changed_as(AffiliationOut),
)
async def update_affiliation(
    transaction: TransactionDep,
    source_id: Id,
    affiliation_id: Id,
    version: VersionDep,
    patch: AffiliationPatch,
) -> Response:
    """Change an affiliation of a source. `If-Match` is the `ETag` of the source."""
    spec = affiliation_spec(patch)
    work = _changing(
        source_id, "affiliations", affiliation_id, version=version, spec=spec
    )
    return await transaction(work)


@router.delete(
    "/affiliations/{affiliation_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def delete_affiliation(
    transaction: TransactionDep, source_id: Id, affiliation_id: Id, version: VersionDep
) -> Response:
    """Remove an affiliation of a source. `If-Match` is the `ETag` of the source."""
    work = _removing(source_id, "affiliations", affiliation_id, version=version)
    return await transaction(work)


async def _list(
    reading: RequestReading, source_id: int, kind: ChildKind, *, params: PageParams
) -> Response:
    await SOURCE.require(reading, source_id)
    builder, show = PARTS[kind]

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"source": source_id, **key}
        return await reading.rows(builder, values, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=PART_ORDERS[kind], rows=rows)
    return page.answer(reading, [show(row) for row in page.rows], params)


def _adding(source_id: int, kind: ChildKind, spec: Json) -> Work:
    def work(write: Write) -> Response:
        source, child_id = add_child(write, source_id, kind, spec=spec)
        child = _child(write, source, kind, child_id=child_id)
        path = f"sources/{source_id}/{kind}/{child_id}"
        return respond_created(path, child, version=source.version)

    return work


def _changing(
    source_id: int, kind: ChildKind, child_id: int, *, version: int, spec: Json
) -> Work:
    def work(write: Write) -> Response:
        source = change_child(
            write,
            source_id,
            kind,
            child_id=child_id,
            version=version,
            values=spec,
        )
        child = _child(write, source, kind, child_id=child_id)
        return respond_updated(child, version=source.version)

    return work


def _removing(source_id: int, kind: ChildKind, child_id: int, *, version: int) -> Work:
    def work(write: Write) -> Response:
        remove_child(write, source_id, kind, child_id=child_id, version=version)
        return respond_no_content()

    return work


def _child(write: Write, source: Source, kind: ChildKind, *, child_id: int) -> Json:
    """Return a part of a source as the transaction has made it."""
    builder, show = PARTS[kind]
    rows = write.rows(builder(viewer=write.viewer), source=source.id)
    (row,) = (row for row in rows if row.id == child_id)
    return show(row)
