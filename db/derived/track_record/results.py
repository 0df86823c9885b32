"""The resolutions of facts, and the names of results."""

from collections.abc import Mapping
from typing import Literal, get_args

from db.derived.sides import Sign
from db.models.assessment import Verdict
from db.models.outcome import OutcomeValue

Result = Literal[
    "borne_out",
    "not_borne_out",
    "between",
    "annulled",
    "conflicting",
    "hindsight",
    "only_after_verdict",
    "retracted",
    "open",
    "without_sign",
]
RESULTS: tuple[Result, ...] = get_args(Result)
DECIDED: tuple[Result, ...] = ("borne_out", "not_borne_out")
ResolvedAs = Sign | Literal["between", "annulled"]
# The side that each value resolves a fact to; other verdicts leave it open.
RESOLVED_AS: Mapping[OutcomeValue | Verdict, ResolvedAs] = {
    "yes": "+",
    "no": "-",
    "ambiguous": "between",
    "annulled": "annulled",
    "true": "+",
    "mostly_true": "+",
    "mixed": "between",
    "misleading": "between",
    "mostly_false": "-",
    "false": "-",
}
UNNAMED_SOURCE = (
    "An unnamed source is not identified across articles; /stats/record shows all "
    "unnamed sources that an outlet describes in the same words."
)
# Kinds of sources without a rate, and why.
NO_RECORD: Mapping[str, str] = {
    "group": "A group has no track record: its members change.",
    "document": "A document has no track record: it makes its statements only once.",
    "anonymous_person": UNNAMED_SOURCE,
    "anonymous_group": UNNAMED_SOURCE,
    "unresolved": "The identity of this source is unknown.",
}
VERDICTS_ARE_NO_OUTCOMES = (
    "A verdict is the opinion of an assessor: only outcomes score forecasts."
)
