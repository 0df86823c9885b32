"""What is erased of a record, told by its image.

The same functions erase the images that the history keeps and, by the image it has now,
the record itself. An image may be older than a column: what it has not got, it is not
given.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db.models.claim import UNPLACED
from db.queries.snapshots import Image

REDACTED = "[redacted]"  # where something has to stand
NOWHERE = "https://redacted.invalid/"
Erase = Callable[[Image], Image]

CLAIM = dict.fromkeys(
    ("statement", "hedges", "channel", "terms_reason", "said_text", "about_text")
) | {"note": None}
PRINTED = {"as_printed": None, "cue": None}
ARTICLE = dict.fromkeys(
    ("url", "url_key", "title", "byline", "dateline", "published_text", "note")
) | {"availability": None}
SOURCE = dict.fromkeys(
    ("people", "sector", "country_code", "language", "description", "note")
) | {"seniority": "unknown"}
WHY = {"reason": None}


def erase_claim(image: Image) -> Image:
    """Leave of a claim who was printed as saying something, and when."""
    erased = _with(image, CLAIM)
    own = {
        "text": REDACTED,
        "start": UNPLACED,
        "content_key": f"{image['id']:032}",
        "spans": [],
        "attribution": _each(image, "attribution", PRINTED),
        "stances": _each(image, "stances", WHY),
    }
    return _with(erased, own)


def erase_article(image: Image) -> Image:
    """Leave of an article who published it, and when."""
    revisions = [
        _with(one, _revision(one["number"])) for one in image.get("revisions", ())
    ]
    return _with(image, ARTICLE | {"revisions": revisions})


def erase_source(image: Image) -> Image:
    """Leave of a source that it is one, and of what kind."""
    name = f"[redacted {image['id']}]"  # two in one article are still two
    parts: Image = {"names": [], "identifiers": [], "affiliations": []}
    ratings = _each(image, "ratings", WHY)
    return _with(image, SOURCE | parts | {"name": name, "ratings": ratings})


def erase_fact(image: Image) -> Image:
    """Leave of a fact what was held of it, and how it turned out."""
    judged = {"rationale": None, "verdict_text": None, "occurred_text": None} | WHY
    evidence = [
        _with(one, {"url": one.get("url") and NOWHERE})
        for one in image.get("evidence", ())
    ]
    own = {
        "slug": f"redacted-{image['id']}",
        "statement": REDACTED,
        "resolution_criteria": REDACTED,
        "place": None,
        "note": None,
        "assessments": _each(image, "assessments", judged),
        "outcomes": _each(image, "outcomes", judged),
        "evidence": evidence,
    }
    return _with(image, own)


def erase_tag(image: Image) -> Image:
    """Leave of a tag that it is one."""
    return _with(image, {"name": f"[redacted {image['id']}]", "note": None})


def erase_identity(image: Image) -> Image:
    """Leave of a judgement what was judged of whom."""
    return _with(image, {"basis": None, "rationale": None, "reason": None})


def erase_text_around(image: Image) -> Image:
    """Take from a claim what it quotes of an article's text, but for its own words."""
    return _with(image, {"spans": [], "start": UNPLACED})


def erase_mentions(source_id: int) -> Erase:
    """Return what takes from a claim how a source was called in it."""

    def erase(image: Image) -> Image:
        steps = image.get("attribution", ())
        named = [one for one in steps if one["printed_source_id"] == source_id]
        positions = {one["position"] for one in named}
        chain = [_with(one, PRINTED) if one in named else one for one in steps]
        spans = [
            one
            for one in image.get("spans", ())
            if one["part"] == "content" or one["position"] not in positions
        ]
        return _with(image, {"attribution": chain, "spans": spans})

    return erase


ERASE: Mapping[str, Erase] = {
    "claim": erase_claim,
    "article": erase_article,
    "source": erase_source,
    "fact": erase_fact,
    "tag": erase_tag,
}


def _revision(number: int) -> Image:
    """Return what stands for a text: not its digest, which would confirm a guess."""
    return {"text_sha256": f"{number:064}", "text_length": 0, "archive_url": None}


def _each(image: Image, name: str, values: Mapping[str, Any]) -> Sequence[Image]:
    return [_with(child, values) for child in image.get(name, ())]


def _with(image: Image, values: Mapping[str, Any]) -> Image:
    return image | {name: values[name] for name in values.keys() & image.keys()}
