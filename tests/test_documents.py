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


class TestDecisions:
    def test_are_numbered_without_gaps_in_name_and_title(self) -> None:
        """Two branches took the same number, and links led to either."""
        pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))

        for number, page in enumerate(pages, start=1):
            assert page.name.startswith(f"{number:04}-")
            assert page.read_text("utf-8").startswith(f"# {number:04}: ")

    def test_are_listed_and_linked_with_their_numbers(self) -> None:
        """A page that was renumbered was still listed with its number before."""
        listed = ROOT / "docs" / "decisions" / "README.md"
        names = re.findall(r"\]\((0[^)]+)\)", listed.read_text("utf-8"))
        linked = [
            link
            for document in DOCUMENTS
            for link in re.findall(
                r"\[(\d{4})\]\((?:[\w./]*/)?(\d{4})-", document.read_text("utf-8")
            )
        ]

        assert names == [page.name for page in sorted(listed.parent.glob("0*.md"))]
        assert [link for link in linked if link[0] != link[1]] == []


def test_named_tests_exist() -> None:
    """A rule whose test was renamed looked as if it had none."""
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)

    missing = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(
            rf"^(class|def) {name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE
        )
    ]

    assert len(named) == page.count("::")
    assert missing == []
