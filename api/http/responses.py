"""Responses: JSON encoded once to bytes, with headers."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.http.cursors import next_page
from api.http.polls import matches_etag, remember
from api.schemas.totals import shown_total
from api.settings import PREFIX
from db.reads.pages import Page

Json = dict[str, Any]
VARY = "Accept, Authorization"


def respond_record(
    request: Request,
    body: Json,
    *,
    fields: Sequence[str] = (),
    version: int | None = None,
    link: str | None = None,
) -> Response:
    """Return one record; its ETag begins with its version, or that of its parent.

    ``link`` is the URL of the next page, if a part of the record is paged.
    """
    data = dump(picked(body, fields))
    etag = _etag(data, version or body.get("version"))
    return _respond(request, data, etag=etag, headers=_next(link))


def respond_created(
    path: str,
    body: Json,
    *,
    made: Json | None = None,
    version: int | None = None,
    more: Json | None = None,
) -> Response:
    """Return 201 with the record, its URL, and the records that were ``made`` with it.

    ``more`` has members that a read of the record does not show. The ETag is the same
    as in a read.
    """
    etag = _etag(dump(body), version or body.get("version"))
    sent = {**body, **(more or {}), **(made or {})}
    headers = {"Location": f"{PREFIX}/{path}", "ETag": etag, "Vary": VARY}
    return Response(
        dump(sent), HTTPStatus.CREATED, headers, media_type="application/json"
    )


def respond_updated(
    body: Json, *, made: Json | None = None, version: int | None = None
) -> Response:
    """Return a record as stored by a write, and the records that were ``made`` with it.

    ``version`` may be that of its parent. The ETag is the one that reading the record
    returns.
    """
    data = dump(body)
    headers = {"ETag": _etag(data, version or body.get("version")), "Vary": VARY}
    sent = dump({**body, **made}) if made else data
    return Response(sent, HTTPStatus.OK, headers, media_type="application/json")


def respond_no_content(_: object = None) -> Response:
    """Return 204 after the withdrawal of a record or of a part of one."""
    return Response(status_code=HTTPStatus.NO_CONTENT)


def respond_page(
    request: Request,
    found: Page[Any],
    rows: Sequence[Json],
    *,
    fields: Sequence[str] = (),
    more: Json | None = None,
    lasting: bool = True,
) -> Response:
    """Return one page of a list, with serialized ``rows`` and its cursor.

    ``more`` has additional members of the page. The page is ``lasting`` if it is valid
    until the next write, whatever the time.
    """
    shown = [picked(row, fields) for row in rows] if fields else rows
    cursor, link = next_page(request, found.next_key)
    body: Json = {"data": shown, "next_cursor": cursor}
    if found.total is not None:
        body["total"] = shown_total(found.total, is_least=found.is_least)
    if found.drafts is not None:
        body["hidden"] = {"drafts": found.drafts}
    if bounds := search_bounds(found):
        body["search"] = bounds
    data = dump(body | (more or {}))
    etag, following = _etag(data), _next(link)
    if lasting:
        remember(request, {"ETag": etag, "Vary": VARY, **following})
    return _respond(request, data, etag=etag, headers=following)


def search_bounds(found: Page[Any]) -> Json:
    """Return where the search of a list ended; nothing if it found all matches."""
    bounds = {"looked_through": found.looked_through, "newest": found.newest}
    return {name: number for name, number in bounds.items() if number is not None}


def respond_array(
    request: Request, rows: Sequence[Json], *, headers: Mapping[str, str] | None = None
) -> Response:
    """Return all rows as one array."""
    data = dump(rows)
    return _respond(request, data, etag=_etag(data), headers=headers)


def picked(body: Json, fields: Sequence[str]) -> Json:
    """Return the id and the requested keys; all keys if none were requested."""
    if not fields:
        return body
    return {key: value for key, value in body.items() if key == "id" or key in fields}


def dump(body: Any) -> bytes:  # noqa: ANN401 - any JSON
    """Return the JSON text of ``body``."""
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)


def _next(link: str | None) -> dict[str, str]:
    return {"Link": f'<{link}>; rel="next"'} if link else {}


def _etag(data: bytes, version: int | None = None) -> str:
    digest = sha256(data).hexdigest()[:16]
    return f'"{digest}"' if version is None else f'"v{version}-{digest}"'


def _respond(
    request: Request,
    data: bytes,
    *,
    etag: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    sent = {"ETag": etag, "Vary": VARY, **(headers or {})}
    if matches_etag(request, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=sent)
    return Response(data, HTTPStatus.OK, sent, media_type="application/json")
