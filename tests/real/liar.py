"""The statements of LIAR as an analyst would record them.

LIAR (Wang, "Liar, liar pants on fire", ACL 2017) has statements that PolitiFact judged,
each with its speaker, where it was made, and one of six words. It has no dates.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from db.values.text import fold
from tests.real.conftest import real_file

Json = dict[str, Any]
Row = dict[str, Any]

SPLITS = ("train", "valid")
CLAIMS = 100  # of an article: a write may take 30 seconds, on a busy machine too
ASSESSOR = "PolitiFact"
# The set has no dates. PolitiFact began in 2007, and all had been judged when it came
# out; without a date a statement would seem to come after its verdict.
HELD_BY = "2017-07-30"
PUBLISHED = {"from": "2007-01-01", "to": HELD_BY, "text": "2007 to 2017"}
# As docs/verdicts.md has it. The word itself is kept with the verdict.
VERDICTS = {
    "pants-fire": "false",
    "false": "false",
    "barely-true": "mostly_false",
    "half-true": "mixed",
    "mostly-true": "mostly_true",
    "true": "true",
}
# Speakers that are neither people nor organisations, but something that goes round.
DOCUMENTS = {
    "billboard-spaghetti-junction",
    "blog-posting",
    "chain-email",
    "facebook-posts",
    "instagram-posts",
    "reader-email",
    "social-media",
    "tweets",
    "various-media-reports",
    "viral-image",
}
GROUPS = {"18-percent-american-public", "liberal-bloggers"}
ORGANISED = {
    *("action", "alliance", "association", "campaign", "caucus", "center", "chamber"),
    *("club", "coalition", "commerce", "committee", "council", "department", "fund"),
    *("federation", "foundation", "institute", "league", "network", "organization"),
    *("pac", "party", "project", "union"),
}


def rows() -> list[Row]:
    """Return every statement of the splits that are there."""
    found: list[Row] = []
    for split in SPLITS:
        path = real_file(f"liar/{split}.jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += map(json.loads, lines)
    return found


def some(given: Sequence[Row], quoted: Sequence[str]) -> list[Row]:
    """Return a sample: all of the speakers ``quoted``, and all words that stand twice.

    Of the other statements it has every 75th; all of them take four minutes.
    """
    twice = {fold(one["statement"]) for one in same(given)}
    return [
        row
        for number, row in enumerate(given)
        if row["speaker"] in quoted
        or fold(row["statement"]) in twice
        or not number % 75
    ]


def most_quoted(given: Sequence[Row], count: int, *, at_most: int) -> list[str]:
    """Return the speakers with the most statements, up to a maximum."""
    numbers = Counter(row["speaker"] for row in given).most_common()
    return [name for name, number in numbers if number <= at_most][:count]


def same(given: Sequence[Row]) -> list[Row]:
    """Return the statements that have the same words as another statement."""
    times = Counter(fold(row["statement"]) for row in given)
    return [row for row in given if times[fold(row["statement"])] > 1]


def slug(row: Row) -> str:
    """Return the slug of the fact of a statement."""
    return f"politifact-{row['id']}"


def name(speaker: str) -> str:
    """Return a speaker's name, as derived from the slug."""
    words = filter(None, speaker.replace("_", "-").split("-"))
    return " ".join(word if word.isupper() else word.capitalize() for word in words)


def kinds(given: Iterable[Row]) -> dict[str, str]:
    """Return the kind of source of each speaker: one with a title is a person."""
    titled: dict[str, bool] = {}
    parties: dict[str, str] = {}
    for row in given:
        speaker = row["speaker"]
        titled[speaker] = titled.get(speaker, False) or bool(row["job_title"])
        parties[speaker] = row["party"]
    return {
        speaker: _kind(speaker, parties[speaker], titled=titled[speaker])
        for speaker in titled
    }


def _kind(speaker: str, party: str, *, titled: bool) -> str:
    if speaker in DOCUMENTS:
        return "document"
    if speaker in GROUPS:
        return "group"
    organised = party == "organization" or ORGANISED & set(speaker.lower().split("-"))
    return "organisation" if organised and not titled else "person"


def records(given: Sequence[Row], outlet_id: int) -> Iterator[tuple[Json, list[Row]]]:
    """Yield the statements as records of some hundred claims, and the rows of each.

    The same words of the same speaker are one claim within an article, so they stand
    in another one when they come again.
    """
    kind_of = kinds(given)
    said: set[tuple[str, str]] = set()
    first, again = [], []
    for row in given:
        words = (row["speaker"], fold(row["statement"]))
        (again if words in said else first).append(row)
        said.add(words)
    parts = [first[at : at + CLAIMS] for at in range(0, len(first), CLAIMS)]
    for number, part in enumerate([*parts, again], 1):
        body = {
            "outlet_id": outlet_id,
            "kind": "record",
            "title": f"LIAR, part {number}",
            "language": "en",
            "published": PUBLISHED,
            "claims": [_claim(row, kind_of[row["speaker"]]) for row in part],
        }
        yield body, part


def _claim(row: Row, kind: str) -> Json:
    source = {"kind": kind, "name": name(row["speaker"])}
    step = {"position": 1, "source": source, "relation": "said"}
    return {
        "text": row["statement"],
        "form": "paraphrase",
        "channel": row["context"],
        "language": "en",
        "note": f"LIAR {row['id']}",
        "attribution": [step | {"as_printed": as_printed(row)}],
        "stances": [{"fact": _fact(row), "stance": "supports"}],
    }


def as_printed(row: Row) -> str:
    """Return a speaker as the row has it, with title, state and party."""
    printed = [row[name] for name in ("speaker", "job_title", "state", "party")]
    return ", ".join(part for part in printed if part)


def _fact(row: Row) -> Json:
    """Return the fact of a statement: separate even from one with the same words."""
    return {"slug": slug(row), "statement": row["statement"]}


def assessment(row: Row, assessor_id: int) -> Json:
    """Return the verdict of PolitiFact on a statement."""
    return {
        "assessor_id": assessor_id,
        "verdict": VERDICTS[row["label"]],
        "verdict_text": row["label"],
        "as_of": HELD_BY,
    }
