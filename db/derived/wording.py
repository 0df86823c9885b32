"""Guesses the form of a claim and its hedges from its words."""

import re

from db.models.claim import Form

OPENING, CLOSING = "“«„\"‘'", "”»“\"’'"
QUOTATION = re.compile(r"[“”«»„\"]")
HEDGES = re.compile(
    r"\b(?:almost certain(?:ly)?|more likely than not|very likely|as early as|so far"
    r"|could|may|might|would|likely|unlikely|probably|possibly|perhaps|reportedly"
    r"|apparently|allegedly|appears?|seems?|expected|suggests?|believed)\b",
    re.IGNORECASE,
)


def hedges_in(words: str) -> list[str]:
    """Return the distinct hedges in the words of a claim, in their order."""
    return list(dict.fromkeys(HEDGES.findall(words)))


def guessed_form(words: str, before: str, after: str, *, attributed: bool) -> Form:
    """Return the form of a claim, given the characters right before and after it."""
    if not attributed:
        return "unattributed"
    bare = words.strip(OPENING + CLOSING)
    if QUOTATION.search(bare):
        return "mixed_quote"
    is_quoted = bare != words and words[0] in OPENING and words[-1] in CLOSING
    return "direct_quote" if is_quoted or _is_within(before, after) else "paraphrase"


def _is_within(before: str, after: str) -> bool:
    """Return whether quotation marks directly enclose the words."""
    return before[-1:] in tuple(OPENING) and after[:1] in tuple(CLOSING + ",.")
