"""Builds the arguments of an endpoint without the framework's dependency solver.

The solver examines every parameter that a request could have, which is a quarter of the
time of a short request. It still handles wrong requests, because it reports the errors,
and requests with a header that is a parameter.
"""

import json
from collections.abc import Iterator, Sequence, Set
from inspect import iscoroutinefunction, signature
from typing import Any, Self, get_args, get_origin

from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

JSON = "application/json"
Values = dict[str, Any]


class PlainArguments:
    """The arguments of an endpoint or of a dependency.

    They are made from the path, the query, the body and the request.
    """

    def __init__(self, dependant: Dependant) -> None:
        self._dependant = dependant
        self._query = next(iter(dependant.query_params), None)
        self._lists = _lists_of(self._query) if self._query else frozenset()
        self._dependencies = [
            (one.name, one.call, PlainArguments(one))
            for one in dependant.dependencies
            if one.call
        ]

    @classmethod
    def of(cls, dependant: Dependant) -> Self | None:
        """Return the arguments of an endpoint; None if they need the solver."""
        return cls(dependant) if _is_plain(dependant) else None

    async def read(self, request: Request) -> Values | None:
        """Return the arguments by name; None if the framework has to make them.

        ``request`` returns the value of its body.
        """
        if any(field.alias in request.headers for field in self._headers):
            return None
        found: Values = {one.name: one.get_default() for one in self._headers}
        body = await _body_of(request) if self._dependant.body_params else None
        for field, sent in self._sent(request, body):
            found[field.name], errors = field.validate(sent)
            if errors:
                return None
        for name, give, arguments in self._dependencies:
            if (given := await arguments.read(request)) is None:
                return None
            result = await give(**given)
            if name:  # others only check the request
                found[name] = result
        if takes := self._dependant.request_param_name:
            found[takes] = request
        return found

    @property
    def _headers(self) -> Sequence[ModelField]:
        return self._dependant.header_params

    def _sent(self, request: Request, body: object) -> Iterator[tuple[ModelField, Any]]:
        for field in self._dependant.path_params:
            yield field, request.path_params.get(field.alias)
        if self._query:
            yield self._query, self._parameters(request)
        for field in self._dependant.body_params:
            yield field, body

    def _parameters(self, request: Request) -> Values | None:
        """Return the parameters of the query; None if one is repeated."""
        values: Values = {}
        for name, value in request.query_params.multi_items():
            if name in self._lists:
                values.setdefault(name, []).append(value)
            elif name in values:
                return None
            else:
                values[name] = value
        return values


async def _body_of(request: Request) -> Any:  # noqa: ANN401 - any JSON
    """Return the value of the body; None if it is no JSON."""
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type.strip().lower() != JSON:
        return None
    try:
        return await request.json()
    except json.JSONDecodeError:
        return None


def _is_plain(dependant: Dependant) -> bool:
    return (
        signature(dependant.call or _is_plain).return_annotation is Response
        and _has_plain_fields(dependant)
        and all(map(_is_plain_dependency, dependant.dependencies))
    )


def _is_plain_dependency(dependant: Dependant) -> bool:
    """Return whether a dependency is a function of the request and its parameters."""
    has_more = dependant.dependencies or dependant.body_params
    return (
        iscoroutinefunction(dependant.call)
        and dependant.request_param_name is not None
        and _has_plain_fields(dependant)
        and not has_more
    )


def _has_plain_fields(dependant: Dependant) -> bool:
    """Return whether models have the query and the body, and no header is required."""
    one_each = dependant.query_params, dependant.body_params
    return (
        all(len(fields) <= 1 and all(map(_is_model, fields)) for fields in one_each)
        and not any(one.field_info.is_required() for one in dependant.header_params)
        and not _has_more(dependant)
    )


def _is_model(field: ModelField) -> bool:
    """Return whether a field is the whole query, or the whole body as JSON."""
    info = field.field_info
    if getattr(info, "media_type", JSON) != JSON:
        return False
    return isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)


def _has_more(dependant: Dependant) -> bool:
    """Return whether cookies, the response or the connection are needed."""
    return bool(
        dependant.cookie_params
        or dependant.response_param_name
        or dependant.background_tasks_param_name
        or dependant.http_connection_param_name
    )


def _lists_of(query: ModelField) -> Set[str]:
    """Return the parameters that may be repeated."""
    model: Any = query.field_info.annotation
    fields = model.model_fields.items()
    return {one.alias or name for name, one in fields if _is_list(one.annotation)}


def _is_list(annotation: Any) -> bool:  # noqa: ANN401 - any type
    parts = get_args(annotation)
    return get_origin(annotation) is list or any(map(_is_list, parts))
