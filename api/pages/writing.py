"""Transactions for forms: versions and reasons."""

from dataclasses import replace

from pydantic import BaseModel, Field

from api.http.dependencies import Transaction
from api.pages.forms import Form, value_of
from api.pages.parsing import number, parsed
from api.schemas.lists import ReasonedParams, WriteParams
from api.settings import MAX_NUMBER


class VersionRead(BaseModel):
    """The version that the writer has read."""

    version: int = Field(ge=1, le=MAX_NUMBER, description="As in the form.")


def read_version(form: Form) -> int:
    """Return the version from which a form was made."""
    return parsed(VersionRead, {"version": number(value_of(form, "version"))}).version


def with_reason(transaction: Transaction, form: Form) -> Transaction:
    """Return a transaction whose audit entries have the reason in a form, if any."""
    given = parsed(WriteParams, {"reason": value_of(form, "reason") or None})
    return _reasoned(transaction, given.reason)


def for_reason(transaction: Transaction, form: Form) -> Transaction:
    """Return a transaction whose audit entries have the required reason."""
    given = parsed(ReasonedParams, {"reason": value_of(form, "reason")})
    return _reasoned(transaction, given.reason)


def _reasoned(transaction: Transaction, reason: str | None) -> Transaction:
    context = replace(transaction.context, reason=reason)
    return replace(transaction, context=context)
