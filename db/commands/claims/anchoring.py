"""Anchors the words of all claims of a request in the texts of their articles."""

from collections.abc import Sequence

from db.commands.claims.context import Texts
from db.commands.claims.making import ClaimSpec, InTime, spans_of
from db.errors import InvalidError, raise_all
from db.models import Span

MAX_WRONG = 100  # errors in one response


def anchor_all(
    claims: Sequence[tuple[Texts, ClaimSpec]], *, in_time: InTime = iter
) -> list[list[Span]]:
    """Return the spans of each claim, or raise all errors."""
    anchored, wrong = list[list[Span]](), list[InvalidError]()
    for number, (article, spec) in enumerate(claims):
        try:
            anchored.append(spans_of(article, spec, in_time=in_time))
        except InvalidError as error:
            wrong += error.prefix_path("claims", number).each
        if len(wrong) >= MAX_WRONG:
            break
    raise_all(wrong)
    return anchored
