"""The stored and displayed data of a place in a text."""

from db.derived.anchoring.finding import Offsets
from db.derived.anchoring.nearest import nearest
from db.derived.anchoring.searchable import SearchableText
from db.errors import Candidates, InvalidError

CONTEXT = 32  # code points of context to store on either side


def quoted(text: str, start: int, end: int) -> dict[str, int | str]:
    """Return the columns of a span that follow from its place in a text."""
    return {
        "start": start,
        "end": end,
        "exact": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }


def not_found(text: SearchableText, exact: str) -> InvalidError:
    """Return the error for words that are not in a text, with the most similar ones."""
    message = "These words are not in the text."
    candidates = nearest_candidates(text, exact)
    if candidates:
        message += " The most similar places are listed."
    return InvalidError(message, "exact", code="not_found", candidates=candidates)


def other_context(side: str, where: str, candidates: Candidates = ()) -> InvalidError:
    """Return the error for a prefix or suffix that is not at a place."""
    message = f"Other words stand {where} these: the places are listed."
    if not candidates:
        message = f"Other words stand {where} this place."
    return InvalidError(message, side, code="mismatch", candidates=candidates)


def words_at(text: SearchableText, place: Offsets) -> str:
    """Return the words at a place."""
    start, end = place
    return text.text[start:end]


def nearest_candidates(text: SearchableText, exact: str) -> list[dict[str, int | str]]:
    """Return the places in the text with the most similar words."""
    return [
        candidate(text, near.start, near.end)
        | {"exact": words_at(text, (near.start, near.end)), "score": near.score}
        for near in nearest(text, exact)
    ]


def candidate(text: SearchableText, start: int, end: int) -> dict[str, int | str]:
    """Return a place in the form of a candidate of an error."""
    place = quoted(text.text, start, end)
    del place["exact"]
    return place
