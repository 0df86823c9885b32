"""Endpoints of the names, identifiers and affiliations of a source."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import JsonBody, ReadingDep, TransactionDep, VersionDep
from api.http.openapi.responses import GONE, changed_as, part_created_as, part_page_of
from api.http.responses import respond_no_content
from api.http.strict_requests import StrictRoute
from api.routes.child_endpoints import ChildEndpoints, StoreChild
from api.schemas.dates import given
from api.schemas.source_lists import (
    AffiliationListParams,
    IdentifierListParams,
    NameListParams,
)
from api.schemas.sources import (
    AddedNameIn,
    AffiliationIn,
    AffiliationPage,
    AffiliationPatch,
    AffiliationWritten,
    IdentifierIn,
    IdentifierOut,
    IdentifierPage,
    IdentifierPatch,
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
from db.reads.source_children import AFFILIATIONS, IDENTIFIERS, NAMES
from db.values.versions import ReadVersion

router = APIRouter(
    prefix="/sources/{source_id}", tags=["sources"], route_class=StrictRoute
)
NAME = ChildEndpoints(NAMES, name_record)
IDENTIFIER = ChildEndpoints(IDENTIFIERS, identifier_record)
AFFILIATION = ChildEndpoints(AFFILIATIONS, affiliation_record, tells=True)


@router.get("/names", responses=part_page_of(NamePage))
async def read_names(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[NameListParams, Query()],
) -> Response:
    """List the other names of a source."""
    return await NAME.page(request, reading, source_id=source_id, params=params)


@router.post(
    "/names",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(NameOut),
)
async def create_name(
    transaction: TransactionDep, source_id: Id, name: AddedNameIn
) -> Response:
    """Add another name to a source. This creates a new version of the source.

    The name of another source is refused unless `new` is true.
    """
    spec = {"kind": "alias"} | given(name)
    adding = _adding(source_id, "names", spec)
    return await NAME.create(transaction, source_id, adding)


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
    changing = _changing(source_id, "names", name_id, version=version, spec=spec)
    return await NAME.update(transaction, source_id, changing)


@router.delete("/names/{name_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_name(
    transaction: TransactionDep, source_id: Id, name_id: Id, version: VersionDep
) -> Response:
    """Remove another name of a source. `If-Match` is the `ETag` of the source."""
    removing = _removing(source_id, "names", name_id, version=version)
    return await transaction(removing, respond_no_content)


@router.get("/identifiers", responses=part_page_of(IdentifierPage))
async def read_identifiers(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[IdentifierListParams, Query()],
) -> Response:
    """List the identifiers of a source in other registers."""
    return await IDENTIFIER.page(request, reading, source_id=source_id, params=params)


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

    This creates a new version of the source.
    """
    adding = _adding(source_id, "identifiers", given(identifier))
    return await IDENTIFIER.create(transaction, source_id, adding)


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
    changing = _changing(
        source_id, "identifiers", identifier_id, version=version, spec=spec
    )
    return await IDENTIFIER.update(transaction, source_id, changing)


@router.delete(
    "/identifiers/{identifier_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def delete_identifier(
    transaction: TransactionDep, source_id: Id, identifier_id: Id, version: VersionDep
) -> Response:
    """Remove an identifier of a source. `If-Match` is the `ETag` of the source."""
    removing = _removing(source_id, "identifiers", identifier_id, version=version)
    return await transaction(removing, respond_no_content)


@router.get("/affiliations", responses=part_page_of(AffiliationPage))
async def read_affiliations(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[AffiliationListParams, Query()],
) -> Response:
    """List the organisations to which a source belongs or for which it speaks."""
    return await AFFILIATION.page(request, reading, source_id=source_id, params=params)


@router.post(
    "/affiliations",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(AffiliationWritten),
)
async def create_affiliation(
    transaction: TransactionDep,
    source_id: Id,
    affiliation: AffiliationIn,
) -> Response:
    """Add an affiliation with an organisation or a person, given by id or described.

    A title alone names the post of the source. This creates a new version of the
    source.
    """
    adding = _adding(source_id, "affiliations", affiliation_spec(affiliation))
    return await AFFILIATION.create(transaction, source_id, adding)


@router.patch(
    "/affiliations/{affiliation_id}",
    dependencies=[JsonBody],
    responses=changed_as(AffiliationWritten),
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
    changing = _changing(
        source_id, "affiliations", affiliation_id, version=version, spec=spec
    )
    return await AFFILIATION.update(transaction, source_id, changing)


@router.delete(
    "/affiliations/{affiliation_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE
)
async def delete_affiliation(
    transaction: TransactionDep, source_id: Id, affiliation_id: Id, version: VersionDep
) -> Response:
    """Remove an affiliation of a source. `If-Match` is the `ETag` of the source."""
    removing = _removing(source_id, "affiliations", affiliation_id, version=version)
    return await transaction(removing, respond_no_content)


def _adding(source_id: int, kind: ChildKind, spec: Json) -> StoreChild:
    def store(write: Write) -> tuple[int, int]:
        source, child_id = add_child(write, source_id, kind, spec=spec)
        return child_id, source.version

    return store


def _changing(
    source_id: int, kind: ChildKind, child_id: int, *, version: ReadVersion, spec: Json
) -> StoreChild:
    def store(write: Write) -> tuple[int, int]:
        source = change_child(
            write,
            source_id,
            kind,
            child_id=child_id,
            version=version,
            values=spec,
        )
        return child_id, source.version

    return store


def _removing(
    source_id: int, kind: ChildKind, child_id: int, *, version: ReadVersion
) -> Callable[[Write], None]:
    def command(write: Write) -> None:
        remove_child(write, source_id, kind, child_id=child_id, version=version)

    return command
