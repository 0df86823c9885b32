"""The errors of a form, by field."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import orjson
from fastapi import Request
from fastapi.exceptions import RequestValidationError

from api.http.errors import from_data_error, from_invalid_request
from db.errors import ConflictError, InvalidError, StaleError

Failure = RequestValidationError | InvalidError | StaleError | ConflictError
FAILURES = (RequestValidationError, InvalidError, StaleError, ConflictError)


@dataclass(frozen=True)
class FieldProblems:
    """The status of a form that is shown again, and the errors of its fields."""

    status: int = 200
    title: str = ""
    detail: str = ""
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_stale(self) -> bool:
        """Return whether another writer has changed the record since it was read."""
        return self.status == HTTPStatus.PRECONDITION_FAILED

    def by_field(self) -> "FieldProblems":
        """Return the errors with those inside a value moved to its field."""
        found = defaultdict[str, list[str]](list)
        for name, messages in self.fields.items():
            found[name.partition(".")[0]] += messages
        return replace(self, fields=dict(found))


def problems_of(request: Request, error: Failure) -> FieldProblems:
    """Return the errors of the API response, by the names of fields: ``a.0.b``."""
    if isinstance(error, RequestValidationError):
        answer = from_invalid_request(request, error)
    else:
        answer = from_data_error(request, error)
    problem = orjson.loads(bytes(answer.body))
    found = defaultdict[str, list[str]](list)
    for one in problem["errors"]:
        name = one.get("pointer") or one.get("parameter", "")
        found[name.strip("/").replace("/", ".")].append(one["message"])
    return FieldProblems(
        problem["status"], problem["title"], problem["detail"], dict(found)
    )
