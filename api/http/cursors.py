"""Keyset pages: an opaque cursor instead of an offset."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import urlencode

import orjson
from sqlalchemy import BigInteger, Integer
from starlette.requests import Request

from api.settings import MAX_ID, MAX_NUMBER
from db.queries.keyset import Key, Order
from db.reads.pages import PageQuery
from db.values.types import DocidType, UtcDateTime

FREE = {
    "cursor",
    "limit",
    "fields",
    "expand",
    "shape",
    "facets",
}  # may differ between the pages of a list


class PageParams(Protocol):
    """Query parameters of a list."""

    cursor: str | None
    limit: int


class BadCursorError(Exception):
    """The cursor does not belong to this list with these filters."""


def page_query(
    request: Request, params: PageParams, orders: Mapping[str, Order] | Order
) -> PageQuery:
    """Return the requested page, or raise ``BadCursorError``."""
    sort = getattr(params, "sort", "")
    order = orders if isinstance(orders, Order) else orders[sort]
    return PageQuery(
        limit=params.limit,
        after=_key_after(request, params.cursor, order),
        sort=sort,
        withdrawn=getattr(params, "withdrawn", False),
        total=getattr(params, "total", False),
        drafts=getattr(params, "leaves_drafts_out", False),
        whole=getattr(params, "whole", False),
    )


def _key_after(request: Request, cursor: str | None, order: Order) -> Key | None:
    """Return the sort key in the cursor, or raise ``BadCursorError``."""
    if cursor is None:
        return None
    try:
        scope, key = _decoded(cursor, order)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadCursorError from error
    if scope != _scope(request) or (None in key and not order.nullable):
        raise BadCursorError
    return key


def _decoded(cursor: str, order: Order) -> tuple[Any, Key]:
    """Return the digest of filters and the key in a cursor; raise if malformed."""
    scope, *values = orjson.loads(urlsafe_b64decode(cursor + "=="))
    columns = zip(values, order.key, strict=True)
    return scope, tuple(_read(value, column) for value, column in columns)


def next_page(request: Request, key: Key | None) -> tuple[str | None, str | None]:
    """Return the cursor and the URL of the page after the row with ``key``."""
    if key is None:
        return None, None
    cursor = _cursor(request, key)
    return cursor, _address(request, cursor)


def _cursor(request: Request, key: Key) -> str:
    """Return a cursor with the sort key of the last row and a digest of the filters."""
    token = orjson.dumps([_scope(request), *key], option=orjson.OPT_UTC_Z)
    return urlsafe_b64encode(token).decode().rstrip("=")


def _address(request: Request, cursor: str) -> str:
    """Return the path and query of the page after a cursor."""
    given = request.query_params.multi_items()
    query = [item for item in given if item[0] != "cursor"]
    return f"{request.scope['path']}?{urlencode([*query, ('cursor', cursor)])}"


def _read(value: Any, column: Any) -> Any:  # noqa: ANN401 - any column's value
    """Return a JSON value as a value of the column, or raise ``ValueError``."""
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return _instant(value)
    if isinstance(column.type, DocidType):
        return _integer(value, least=-(2**63), largest=2**63 - 1)
    if isinstance(column.type, BigInteger):
        return _integer(value, largest=MAX_ID)
    if isinstance(column.type, Integer):
        return _integer(value, largest=MAX_NUMBER)
    return _text(value)


def _instant(value: Any) -> datetime:  # noqa: ANN401 - any JSON
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError
    return instant.astimezone(UTC)


def _integer(value: Any, *, least: int = 0, largest: int) -> int:  # noqa: ANN401 - any JSON
    if type(value) is int and least <= value <= largest:
        return value
    raise ValueError


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON
    if type(value) is str and "\0" not in value:
        return value
    raise ValueError


def _scope(request: Request) -> str:
    given = request.query_params.multi_items()
    filters = sorted(item for item in given if item[0] not in FREE)
    return sha256(f"{request.scope['path']} {filters}".encode()).hexdigest()[:8]
