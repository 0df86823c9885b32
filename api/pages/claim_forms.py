"""Converts the form of a claim to the request body of the API."""

from collections.abc import Sequence
from typing import NamedTuple

from api.pages.forms import Form, value_of
from api.pages.named_records import fact_named, source_named
from api.pages.parsing import number
from api.serializers.values import Json
from db.derived.wording import guessed_form, hedges_in
from db.reads.reading import Reading

STEPS = 3  # sources in the form
CONTEXT = 2  # code points around the words, for quotation marks


class Words(NamedTuple):
    """The words of a claim, and their place if it is known."""

    text: str
    start: int | None
    end: int | None

    @property
    def span(self) -> Json:
        """Return their span, by offsets or by words."""
        if self.start is None or self.end is None:
            return {"part": "content", "exact": self.text}
        return {"part": "content", "start": self.start, "end": self.end}


def words_of(form: Form, text: str | None) -> Words:
    """Return the words in a form, with the place from a script or from a search."""
    words = value_of(form, "text").replace("\r\n", "\n").strip()
    start, end = (number(value_of(form, name)) for name in ("start", "end"))
    if isinstance(start, int) and isinstance(end, int):
        return Words(words, start, end)
    return _found(words, text or "")


def _found(words: str, text: str) -> Words:
    """Return the first place of words in a text."""
    at = text.find(words) if words else -1
    return Words(words, at, at + len(words)) if at >= 0 else Words(words, None, None)


async def claim_body(reading: Reading, form: Form, text: str | None) -> Json:
    """Return a claim in the form of ``POST /claims``, without its article."""
    words = words_of(form, text)
    steps = await _chain(reading, form)
    body: Json = {
        "revision_id": number(value_of(form, "revision_id")) or None,
        "text": words.text,
        "form": value_of(form, "form") or _form(words, text or "", steps),
        "act": value_of(form, "act") or "assertion",
        "attribution": steps,
        "hedges": _hedges(form, words.text),
        "stances": await _stances(reading, form),
        "spans": [words.span] if text else [],
    }
    return body


def _form(words: Words, text: str, steps: Sequence[Json]) -> str:
    start, end = words.start or 0, words.end or 0
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return guessed_form(words.text, before, after, attributed=bool(steps))


def _hedges(form: Form, words: str) -> list[str]:
    """Return the hedges in a form, or those found in the words if requested."""
    sent = [one.strip() for one in value_of(form, "hedges").split(",")]
    given = [one for one in sent if one]
    return given or (hedges_in(words) if value_of(form, "find_hedges") else [])


async def _chain(reading: Reading, form: Form) -> list[Json]:
    """Return the steps of the chain; the last one is the origin."""
    named = [at for at in range(STEPS) if value_of(form, f"source_{at}").strip()]
    steps = []
    for position, at in enumerate(named, 1):
        is_last = position == len(named)
        steps.append(
            {
                "position": position,
                "relation": "said" if is_last else "relays",
                "cue": value_of(form, f"cue_{at}") or None,
                **await _source(reading, form, at),
            }
        )
    return steps


async def _source(reading: Reading, form: Form, at: int) -> Json:
    """Return the source that was chosen from the list, or typed."""
    chosen = number(value_of(form, f"id_{at}"))
    if isinstance(chosen, int):
        return {"source_id": chosen}
    name, kind = value_of(form, f"source_{at}").strip(), value_of(form, f"kind_{at}")
    return await source_named(reading, name, kind, "attribution", at)


async def _stances(reading: Reading, form: Form) -> list[Json]:
    name, stance = value_of(form, "fact").strip(), value_of(form, "stance")
    if not name:
        return []
    return [{"stance": stance, **await fact_named(reading, name, "stances", 0)}]
