"""Merges and unmerges sources by forms."""

from fastapi import APIRouter, Response

from api.http.dependencies import ForEditors, TransactionDep
from api.pages.forms import OwnFormDep, see, value_of
from api.pages.merges import MERGE
from api.pages.page_route import PageRoute
from api.pages.parsing import number, parsed
from api.pages.writing import for_reason, read_version
from api.schemas.merges import MergeIn
from api.schemas.types import Id
from db.commands.sources import merge_source, unmerge_source
from db.engine.session import Write

router = APIRouter(
    route_class=PageRoute, include_in_schema=False, dependencies=[ForEditors]
)


@router.post(MERGE)
async def merge(
    source_id: Id, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Merge a source into another one, as ``POST …/merge`` does."""
    merge = parsed(MergeIn, {"into": number(value_of(form, "into"))})
    version, into_id = read_version(form), merge.merged_into_id

    def command(write: Write) -> None:
        merge_source(write, source_id, into_id=into_id, version=version)

    seen = see(f"/sources/{into_id}/merge")
    return await for_reason(transaction, form)(command, lambda _: seen)


@router.post("/sources/{source_id}/unmerge")
async def unmerge(
    source_id: Id, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Unmerge a source from its survivor, as ``POST …/unmerge`` does."""
    version = read_version(form)

    def command(write: Write) -> None:
        unmerge_source(write, source_id, version=version)

    seen = see(f"/sources/{source_id}/merge")
    return await for_reason(transaction, form)(command, lambda _: seen)
