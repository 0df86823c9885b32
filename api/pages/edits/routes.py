"""The pages with forms that change records, and their actions."""

from functools import partial

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ForAnalysts, ReadingDep, TransactionDep
from api.pages.edits.changes import (
    patch_of,
    read_base,
    read_record,
    revise,
    sent,
    texts_of,
)
from api.pages.edits.merging import Merged, merged
from api.pages.edits.offered import OFFERED
from api.pages.field_problems import FAILURES, FieldProblems, problems_of
from api.pages.forms import OwnFormDep, see, value_of
from api.pages.page_route import PageRoute
from api.pages.rendering import respond_form
from api.pages.writing import read_version, with_reason
from api.schemas.types import Id
from api.serializers.values import Json

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def add_form(resource: str) -> None:
    """Add the form of a resource, and its action."""

    async def show(request: Request, reading: ReadingDep, record_id: Id) -> Response:
        record = await read_record(reading, resource, record_id)
        filled = Merged(texts_of(resource, record), ())
        return _form(request, resource, record, filled, FieldProblems())

    async def edit(
        request: Request,
        reading: ReadingDep,
        record_id: Id,
        form: OwnFormDep,
        transaction: TransactionDep,
    ) -> Response:
        record = await read_record(reading, resource, record_id)
        seen = see(address_of(resource, record))
        version = read_version(form)
        base = await read_base(reading, resource, record, version)
        yours = sent(resource, form, base)
        if yours == base:
            return seen
        try:
            patch = patch_of(resource, base, yours)
            command = partial(revise, resource, record_id, version, patch)
            return await with_reason(transaction, form)(command, lambda _: seen)
        except FAILURES as error:
            problems = problems_of(request, error).by_field()
        record = await read_record(reading, resource, record_id)
        filled = merged(base, texts_of(resource, record), yours)
        reason = value_of(form, "reason")
        return _form(request, resource, record, filled, problems, reason)

    path = f"/{resource}s/{{record_id}}/edit"
    router.get(path, dependencies=[ForAnalysts])(show)
    router.post(path)(edit)


def address_of(resource: str, record: Json) -> str:
    """Return the URL of the page of a record."""
    return f"/{resource}s/{record.get('slug', record['id'])}"


def _form(
    request: Request,
    resource: str,
    record: Json,
    filled: Merged,
    problems: FieldProblems,
    reason: str = "",
) -> Response:
    return respond_form(
        request,
        "edit.html",
        status=problems.status,
        resource=resource,
        record=record,
        address=address_of(resource, record),
        fields=OFFERED[resource],
        values=filled.values,
        theirs=texts_of(resource, record),
        differing=filled.differing,
        problems=problems,
        reason=reason,
    )


for name in OFFERED:
    add_form(name)
