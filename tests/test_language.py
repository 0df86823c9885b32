"""Code and documents are written in plain words: phrases to avoid, and replacements."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Each pattern, and what to write instead.
REPLACEMENTS = {
    r"what is left of( it)?": "the survivor",
    r"answers? for (all|both)": "represents the merged records",
    r"(live|lives|lived) on( in)?": "is merged into; the survivor",
    r"parted|parting": "unmerged, unmerging",
    r"waits? behind": "does not count until the facts are unmerged",
    r"hangs? on|hanging on|hung on": "depends on",
    r"keeps? (it|them) so": "locks",
    r"under way": "in flight, running",
    r"what is too much": "overload; shed load",
    r"who asks|whoever asks": "the caller",
    r"whoever": "who, the caller, the client",
    r"who holds the (database|file)|whose they are": "the owner",
    r"(a|each|its|this|that|own) line (of|in) the history": "audit entry",
    r"lines? of the history|change lines?": "audit entries",
    # Pictures, disks and containers have images.
    r"(?<!satellite )(?<!disk )(?<!container )(?<!viral-)images?(?!/|:)": "snapshot",
    r"bearings": "claims on facts",
    r"the counts of requests": "the metrics",
    r"weakeners?": "hedges",
    r"walked|walking|walks": "scanned in order",
    r"look-ups?": "query, short read",
    r"reckon(s|ed|ing)?": "compute",
    r"written down": "stored, recorded",
    r"noted of": "recorded for",
    r"settled with": "resolved as",
    r"(?<!, )but for": "except",
    r"lets? (\w+ )?through": "matches",
    r"held against": "compared with, validated against",
    r"hand(s|ed)? out": "returns",
    r"as far as (it|they|that|these) may be seen": "visible",
    r"heads? of (a|the) request": "request headers",
    r"goes out|go out": "is sent",
    r"let others": "yield to other requests",
    r"in the way": "conflicts with",
    r"nobody else": "no other client, no other transaction",
    r"somebody": "a person, an analyst, a client",
    r"returns? what(?!,)": "the returned values",
    r"kept claims": "cached claims",
    r"(is|are) called so|called so (too|by)": "has the name",
    r"is none of": "does not belong to",
    r"anew": "again; rebuild",
    r"behind (a|the) (row|page|cursor)": "after",
    r"the one that is meant": "the right one, the chosen one",
    r"nobody knows(?!,)": "it is unknown",
    r"carried out": "executed",
    r"tells? (\w+ )?apart|told apart": "distinguishes",
    r"takes? back|taken back|took back": "withdraws, retracts, undoes",
    r"goes on": "continues",
    r"asked for": "requested",
    r"beside": "next to, with, at the same time as",
    r"(has|have) (a|no) part in": "uses, does not use",
    r"what is to be": "tasks, the next steps",
    r"all the same": "in any case",
    r"taken for": "treated as",
    r"at hand": "current",
}
FOLDERS = (".ci", "api", "db", "docs", "seeds", "tests")
KINDS = {".py", ".md", ".toml", ".html", ".css", ".js", ".yaml"}
# Accepted pages of decisions are not edited; prose of invented articles is data.
LEFT_OUT = ("docs/decisions/0", "seeds/generate/words/", "tests/test_language.py")


def files() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    yield from (ROOT / "Makefile", ROOT / "pyproject.toml")
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in KINDS and not name.startswith(LEFT_OUT):
                yield path


@cache
def texts() -> dict[str, str]:
    """Return the text of each file by its name."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in files()
    }


@cache
def suspect_texts() -> dict[str, str]:
    """Return the texts that have any of the phrases: searching for all takes longer."""
    any_phrase = re.compile(rf"\b(?:{'|'.join(REPLACEMENTS)})\b")
    return {
        name: text for name, text in texts().items() if any_phrase.search(text.lower())
    }


def matching(pattern: str, text: str) -> list[str]:
    """Return the numbered lines of a text that match a pattern."""
    words = re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if words.search(line)
    ]


@pytest.mark.parametrize("pattern", REPLACEMENTS)
def test_plain_words_are_used_instead(pattern: str) -> None:
    """A newcomer had to decode sentences that only their author understood."""
    places = [
        f"{name}:{line}"
        for name, text in suspect_texts().items()
        for line in matching(pattern, text)
    ]

    assert places == [], f"write {REPLACEMENTS[pattern]}"


def test_reads_code_and_documents() -> None:
    assert {"README.md", "Makefile", "api/app.py", "docs/method.md"} <= texts().keys()


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("the image of a record", True),
        ("an Image of it", True),
        ('type="image/svg+xml"', False),
        ("database disk image is malformed", False),
    ],
)
def test_finds_images_that_are_snapshots(text: str, *, is_found: bool) -> None:
    (pattern,) = (one for one in REPLACEMENTS if "images" in one)

    assert bool(matching(pattern, text)) == is_found
