"""Checks of every response, in addition to those of schemathesis."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import JsonSchemaError, UseAfterFree

# Why valid data may be refused with 422: rules between fields, and what only the
# database knows. No such code can come from the schema alone.
MEANING = {
    "value_error",
    "ambiguous",
    "invalid",
    "key_reused",
    "merged",
    "mismatch",
    "not_found",
    "other_article",
    "other_outlet",
    "out_of_range",
    "redacted",
    "reprint",
    "whole_float",
    "withdrawn",
    "wrong_kind",
}
CHECKS: dict[str, Any] = {
    # Beyond what is expected of any API: 409, 412 and 428 depend on what is there,
    # 400 and 422 on rules no schema can express; `refused_for_its_meaning` below
    # sees to it that they have no other reason.
    "positive_data_acceptance": {
        "expected-statuses": [
            *("2xx", "3xx", "400", "403", "404", "409", "410", "412", "422", "428")
        ]
    },
    # Also 412: an invalid ETag matches no record. 413, 414: it was too large as
    # well. 403: the key that is shown opens too little.
    "negative_data_rejection": {
        "expected-statuses": [
            *(
                "400",
                "403",
                "404",
                "405",
                "409",
                "410",
                "412",
                "413",
                "414",
                "415",
                "422",
                "428",
            )
        ]
    },
    # RFC 6585 has a status of its own for If-Match.
    "missing_required_header": {"expected-statuses": ["403", "422", "428"]},
}

REFUSALS = CHECKS["negative_data_rejection"]["expected-statuses"]
OPERATIONS: list[dict[str, Any]] = [
    {
        "include-path": "/api/v1/claims/batch",
        "checks": {
            # With mode `each` a claim that is wrong is refused within the answer.
            "negative_data_rejection": {"expected-statuses": ["200", *REFUSALS]},
        },
    },
    {
        "include-path-regex": "/history$",
        # What was done to a record that is withdrawn can be read for ever.
        "checks": {"use_after_free": {"enabled": False}},
    },
]


@schemathesis.check
def refused_for_its_meaning(_: CheckContext, response: Response, case: Case) -> None:
    """Valid data is rejected only for reasons that no schema can express."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code not in {400, 422}:
        return
    allowed = MEANING if response.status_code == 422 else {"bad_cursor"}
    errors = response.json()["errors"]
    wrong = [error for error in errors if _code(error, case.body) not in allowed]
    sent = [repr(_sent(error, case.body))[:500] for error in wrong]
    assert errors, "Valid data was refused, and not said why."
    assert not wrong, f"Valid data was refused: {wrong}, which were {sent}"


@schemathesis.check
def shows_the_fields_asked_for(_: CheckContext, response: Response, __: Case) -> None:
    """With `fields`, records have these keys and their id: no more, and no less."""
    fields = _asked(response, "fields")
    if response.status_code != 200 or not fields:
        return
    body = response.json()
    for row in body["data"] if "next_cursor" in body else [body]:
        assert row.keys() == fields | {"id"}, f"{sorted(row)} instead of {fields}"


def allow_sparse_answers(
    _: HookContext, failure: Failure, __: Case, response: Response
) -> bool:
    """Drop the failure that keys which were not requested are missing.

    A schema cannot describe the effect of `fields`; the check above does.
    """
    sparse = response.status_code == 200 and _asked(response, "fields")
    return not (
        sparse
        and isinstance(failure, JsonSchemaError)
        # Of pages of either shape, it says only that they have neither.
        and any(word in failure.message for word in ("required", "'anyOf'"))
    )


def allow_withdrawn_ones(
    _: HookContext, failure: Failure, __: Case, response: Response
) -> bool:
    """Drop the failure that a withdrawn record exists, if it was requested so."""
    asked = "withdrawn" in _asked(response, "include")
    return not (asked and isinstance(failure, UseAfterFree))


def _asked(response: Response, name: str) -> set[str]:
    """Return the values of a parameter: as sent, which may not be as drawn."""
    sent = parse_qs(urlsplit(str(response.request.url)).query)
    return {part for one in sent.get(name, ()) for part in one.split(",")}


def _code(error: dict[str, Any], body: Any) -> str:
    """Return the code of an error, or why no schema could say it.

    JSON Schema takes 1.0 for an integer; strict readers of JSON need not.
    """
    if error.get("pointer") == "/query":  # of a saved filter: parameters of its list
        return "value_error"
    code: str = error["code"]
    sent = _sent(error, body) if code == "int_type" else None
    return "whole_float" if isinstance(sent, float) and sent.is_integer() else code


def _sent(error: dict[str, Any], body: Any) -> Any:
    """Return the sent value at the place of an error."""
    for part in error.get("pointer", "").split("/")[1:]:
        place = int(part) if isinstance(body, list) else part
        if isinstance(body, dict) and place not in body:
            return None
        body = body[place]
    return body
