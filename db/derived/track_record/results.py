"""How facts are resolved, and what the results of sources are called."""

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
# The side for which a fact is resolved; a verdict that is not here leaves it open.
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
# Kinds of sources without a rate, and why.
NO_RECORD: Mapping[str, str] = {
    "group": "What a group says is nobody's record: who it is changes.",
    "document": "A document says what it says once, and stands by nothing since.",
    "anonymous_person": "Who is unnamed in one article is not followed to another; "
    "/stats/record shows all that an outlet calls so.",
    "anonymous_group": "Who is unnamed in one article is not followed to another; "
    "/stats/record shows all that an outlet calls so.",
    "unresolved": "It is not known who this is.",
}
VERDICTS_ARE_NO_OUTCOMES = (
    "A verdict is what an assessor holds: forecasts are scored by outcomes only."
)
