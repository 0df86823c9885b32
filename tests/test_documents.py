"""Documents name only files that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDERS = ("api", "db", "docs", "migrations", "seeds", "tests", r"\.ci")
PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*)`")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
# Accepted pages of decisions have the module names of their time.
DECISION = "docs/decisions/0"


def named_files(document: Path) -> Iterator[Path]:
    """Yield the files that a document links to, or names as a path."""
    text = document.read_text("utf-8")
    yield from (document.parent / link for link in LINK.findall(text))
    if not document.relative_to(ROOT).as_posix().startswith(DECISION):
        yield from (ROOT / path for path in PATH.findall(text))


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_named_files_exist(document: Path) -> None:
    missing = [str(path) for path in named_files(document) if not path.exists()]

    assert missing == []


def test_finds_paths_and_links() -> None:
    named = {path.name for path in named_files(ROOT / "CONTRIBUTING.md")}

    assert {"claim.py", "torture.md", "test_language.py"} <= named
