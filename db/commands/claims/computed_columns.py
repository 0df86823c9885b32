"""The computed columns of a claim, which no writer sets."""

from collections.abc import Sequence
from hashlib import sha256

from db.commands.claims.context import ArticleContext
from db.commands.claims.dating import date_claim
from db.commands.visibility.access import (
    PUBLIC,
    RESTRICTED,
    Access,
    access_of,
    give_access,
    strictest,
)
from db.errors import InvalidError
from db.models import Claim
from db.models.claim import UNPLACED
from db.values.names import match_key

# Prefix of the key of a claim that repeats another, recorded before match keys.
DUPLICATE_PREFIX = "apart-"


def derive(
    claim: Claim,
    article: ArticleContext,
    *,
    sources: Access,
    text_key: str | None = None,
) -> None:
    """Set the columns computed from a claim, its article and its ``sources``.

    ``text_key`` is the match key of its text, if that is known.
    """
    _check_basis(claim)
    _check_range(claim)
    wanted = wanted_access(access_of(claim), claim.terms)
    give_access(claim, strictest(wanted, article.access, sources))
    place(claim)
    claim.content_key = content_key_of(claim, text_key)
    claim.outlet_id = article.outlet_id
    date_claim(claim, article.published)


def place(claim: Claim) -> None:
    """Set the start of a claim in its text: the first span of its content."""
    content = (span.start for span in claim.spans if span.part == "content")
    claim.start = next(content, UNPLACED)


def content_key_of(claim: Claim, text_key: str | None = None) -> str:
    """Return the content key of a claim, whose ``start`` is set.

    A claim whose words were lost has no position in the newest text, so its key is
    unique.
    """
    if claim.content_key and claim.content_key.startswith(DUPLICATE_PREFIX):
        return claim.content_key
    if claim.id and has_lost_content(claim):
        return f"{claim.id:032}"
    speakers = [s.printed_source_id for s in claim.attribution if s.position == 1]
    return content_key(text_key or match_key(claim.text), speakers, start=claim.start)


def has_lost_content(claim: Claim) -> bool:
    """Return whether words of the claim's content are missing in the newest text."""
    return any(s.part == "content" and s.anchor == "orphaned" for s in claim.spans)


def wanted_access(access: Access, terms: str) -> Access:
    """Return the access of a claim: restricted if it was said off the record."""
    return strictest(access, RESTRICTED if terms == "off_record" else PUBLIC)


def _check_basis(claim: Claim) -> None:
    has_number = {claim.probability_low, claim.probability_high} != {None}
    if has_number != (claim.probability_basis is not None):
        message = "A probability needs a basis, and a basis a probability."
        raise InvalidError(message, "probability_basis")


def _check_range(claim: Claim) -> None:
    low, high = claim.probability_low, claim.probability_high
    if low is not None and high is not None and low > high:
        message = "probability_low must not exceed probability_high."
        raise InvalidError(message, "probability_low")


def content_key(text_key: str, speakers: Sequence[int], *, start: int) -> str:
    """Return a key that is equal for the same words, speakers and position.

    ``text_key`` is the match key of the words.
    """
    printed = f"{text_key}\n{sorted(speakers)}\n{start}"
    return sha256(printed.encode()).hexdigest()[:32]
