"""Responses of derived results: built in a thread, paged, and revalidated with 304."""

from collections.abc import Callable

from fastapi import Request, Response

from api.http.cursors import next_page
from api.http.polls import lasting
from api.http.responses import respond_record
from api.schemas.as_of import AsOf
from api.serializers.values import Json
from db.queries.keyset import Key
from db.reads.reading import Reading


async def respond_derived(
    request: Request,
    reading: Reading,
    params: AsOf,
    make_body: Callable[[], tuple[Json, Key | None]],
) -> Response:
    """Respond with what ``make_body`` returns: a body and the key of the next page."""

    def respond() -> Response:
        body, next_key = make_body()
        body["next_cursor"], link = next_page(request, next_key)
        return respond_record(request, body, link=link)

    response = await reading.reader.derive(respond)  # thousands of claims take long
    return lasting(request, response) if params.is_lasting else response
