"""Converts the forms of judgements to request bodies of the API."""

import re

from api.pages.forms import Form, value_of
from api.serializers.values import Json

OF_RECORD = re.compile(r"/(claim|article)s/([1-9][0-9]{0,15})")


def assessment_of(form: Form) -> Json:
    """Return the assessment in a form; evidence has one URL per line."""
    body: Json = {
        "verdict": value_of(form, "verdict"),
        "rationale": value_of(form, "rationale") or None,
        "as_of": value_of(form, "as_of") or None,
    }
    if assessor := value_of(form, "assessor").strip():
        body["assessor"] = {"name": assessor}
    lines = value_of(form, "evidence").split()
    return body | {"evidence": [_evidence(line) for line in lines]}


def _evidence(line: str) -> Json:
    """Return a claim or an article by its URL here, or another URL."""
    if found := OF_RECORD.fullmatch(line):
        return {f"{found[1]}_id": int(found[2])}
    return {"url": line}


def outcome_of(form: Form) -> Json:
    """Return the outcome in a form."""
    return {
        "value": value_of(form, "value"),
        "known_at": value_of(form, "known_at"),
        "occurred": value_of(form, "occurred") or None,
        "rationale": value_of(form, "rationale") or None,
    }
