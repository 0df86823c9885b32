"""The state of a fact, derived from its outcome, its verdicts and its deadline.

The first rule that applies:

* with an outcome: ``happened`` (yes), ``did_not_happen`` (no), ``ambiguous``,
  ``annulled``;
* with verdicts (the latest of each assessor): ``held_true`` if all verdicts that take a
side are true or mostly true, ``held_false`` if all are false or mostly false,
``contested`` if they differ or one is mixed, misleading or contested
(``unverified`` and ``unverifiable`` take no side);
* ``due`` if the day by which the fact resolves is over, else ``open``.

A small number, the code, encodes everything that decides the state. Queries select the
facts in a state by the codes of that state, so each state is defined only here.
"""

from collections.abc import Iterable
from typing import Literal, get_args

from db.models.assessment import Verdict
from db.models.outcome import OutcomeValue

State = Literal[
    "open",
    "due",
    "held_true",
    "held_false",
    "contested",
    "happened",
    "did_not_happen",
    "ambiguous",
    "annulled",
]

OUTCOMES: tuple[OutcomeValue, ...] = get_args(OutcomeValue)
OUTCOME_STATES: dict[OutcomeValue, State] = {
    "yes": "happened",
    "no": "did_not_happen",
    "ambiguous": "ambiguous",
    "annulled": "annulled",
}
# Each kind of verdict adds its bit once, however many assessors gave it.
TRUE, FALSE, BETWEEN = 8, 4, 2
SIDES: dict[Verdict, int] = {
    "true": TRUE,
    "mostly_true": TRUE,
    "false": FALSE,
    "mostly_false": FALSE,
    "mixed": BETWEEN,
    "misleading": BETWEEN,
    "contested": BETWEEN,
}
DUE = 1
OUTCOME = 16  # multiplied by the number of the outcome in OUTCOMES, from 1


def code_of(
    outcome: OutcomeValue | None, verdicts: Iterable[Verdict], *, due: bool
) -> int:
    """Return the code of a fact: ``verdicts`` are the latest of each assessor."""
    sides = 0
    for verdict in verdicts:
        sides |= SIDES.get(verdict, 0)
    place = OUTCOMES.index(outcome) + 1 if outcome else 0
    return place * OUTCOME + sides + (DUE if due else 0)


def state_of(code: int) -> State:
    """Return the state of a code."""
    if place := code // OUTCOME:
        return OUTCOME_STATES[OUTCOMES[place - 1]]
    sides = code & (TRUE | FALSE | BETWEEN)
    if sides == TRUE:
        return "held_true"
    if sides == FALSE:
        return "held_false"
    if sides:
        return "contested"
    return "due" if code & DUE else "open"


CODES: dict[State, tuple[int, ...]] = {
    state: tuple(
        code for code in range((len(OUTCOMES) + 1) * OUTCOME) if state_of(code) == state
    )
    for state in get_args(State)
}
