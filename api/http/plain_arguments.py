"""Builds the arguments of a read without the framework's dependency solver.

The solver examines every parameter that a request could have, which is a quarter of the
time of a short read. It still handles wrong requests, because it reports the errors.
"""

from collections.abc import Callable, Iterator, Set
from inspect import iscoroutinefunction, signature
from typing import Any, Self, get_args, get_origin

from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

Values = dict[str, Any]


class PlainArguments:
    """The arguments of an endpoint: from its path, its query, and the request."""

    def __init__(self, dependant: Dependant) -> None:
        self._dependant = dependant
        self._query = next(iter(dependant.query_params), None)
        self._lists = _lists_of(self._query) if self._query else frozenset()

    @classmethod
    def of(cls, dependant: Dependant) -> Self | None:
        """Return the arguments of an endpoint; None if they need the solver."""
        return cls(dependant) if _is_plain(dependant) else None

    async def read(self, request: Request) -> Values | None:
        """Return the arguments by name; None if the request is wrong in any way."""
        found: Values = {}
        for field, sent in self._sent(request):
            found[field.name], errors = field.validate(sent)
            if errors:
                return None
        for name, give in _given(self._dependant):
            found[name] = await give(request)
        if takes := self._dependant.request_param_name:
            found[takes] = request
        return found

    def _sent(self, request: Request) -> Iterator[tuple[ModelField, Any]]:
        for field in self._dependant.path_params:
            yield field, request.path_params.get(field.alias)
        if self._query:
            yield self._query, self._parameters(request)

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


def _given(dependant: Dependant) -> Iterator[tuple[str, Callable[[Request], Any]]]:
    """Yield the name and the function of each dependency on the request."""
    for one in dependant.dependencies:
        if one.name and one.call:
            yield one.name, one.call


def _is_plain(dependant: Dependant) -> bool:
    return (
        signature(dependant.call or _is_plain).return_annotation is Response
        and _has_one_query(dependant)
        and all(map(_needs_a_request, dependant.dependencies))
        and not _has_more(dependant)
    )


def _has_one_query(dependant: Dependant) -> bool:
    """Return whether one model has all query parameters, if there are any."""
    models = [one.field_info.annotation for one in dependant.query_params]
    are_models = all(isinstance(m, type) and issubclass(m, BaseModel) for m in models)
    return are_models and len(models) <= 1


def _needs_a_request(dependant: Dependant) -> bool:
    """Return whether a dependency is a function of the request only."""
    has_fields = dependant.path_params or dependant.query_params
    return (
        iscoroutinefunction(dependant.call)
        and dependant.request_param_name is not None
        and not (has_fields or dependant.dependencies or _has_more(dependant))
    )


def _has_more(dependant: Dependant) -> bool:
    """Return whether the endpoint needs headers, a body or the response."""
    return bool(
        dependant.header_params
        or dependant.cookie_params
        or dependant.body_params
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
