"""The numbers are right, for a folder that was counted by hand."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.numbers.duplicates import Duplicate, find_duplicates
from tests.numbers.measuring import Measure, measure
from tests.numbers.modules import Module
from tests.numbers.untyped import any_in_rows, without_reason

Write = Callable[[str, str], None]
SHARED = "".join(f"number_{n} = {n}\n" for n in range(7))
SWITCH_OFF = "# no" + "qa"  # or the linter would take it for its own
IGNORE = "# type: " + "ignore"
DUPLICATES = "runs of six or more lines in two files"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of a project that has only empty packages."""
    for folder in ("api", "db", "seeds"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()

    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")

    return write


def numbers(folder: Path) -> dict[str, Measure]:
    return {one.name: one for one in measure(folder)}


class TestMeasure:
    def test_counts_the_lines_of_files_and_functions(
        self, write: Write, tmp_path: Path
    ) -> None:
        write("api/short.py", "a = 1\n")
        write("db/long.py", "def f():\n" + "    print()\n" * 300)
        write("seeds/middle.py", "a = 1\n" * 3)

        found = numbers(tmp_path)

        assert found["lines of a file, median"].value == 3
        longest = found["lines of a file, maximum"]
        assert (longest.value, longest.is_met) == (301, False)
        assert longest.where == ["db/long.py"]
        function = found["lines of a function, maximum"]
        assert (function.value, function.is_met) == (301, False)
        assert function.where == ["db/long.py:1 f"]

    def test_counts_the_complexity_of_functions_and_methods(
        self, write: Write, tmp_path: Path
    ) -> None:
        branches = "".join(f"        if a == {n}: return\n" for n in range(8))
        write("api/one.py", f"class A:\n    def f(self, a):\n{branches}")
        write("api/other.py", "def g(): return 1\n")

        found = numbers(tmp_path)

        largest = found["complexity, maximum"]
        assert (largest.value, largest.is_met) == (9, False)
        assert largest.where == ["api/one.py:2 f (9)"]
        assert found["complexity, mean"].value == 5

    def test_counts_entries_without_caches_of_python(
        self, write: Write, tmp_path: Path
    ) -> None:
        for number in range(11):
            write(f"api/part_{number}/__init__.py", "")
        write("api/__pycache__/a.py", "")
        write("db/only.py", "")

        found = numbers(tmp_path)

        of_api, of_db = found["entries of api/"], found["entries of db/"]
        assert (of_api.value, of_api.is_met) == (11, False)
        assert (of_db.value, of_db.is_met) == (1, True)

    @pytest.mark.usefixtures("write")
    def test_an_empty_project_meets_every_limit(self, tmp_path: Path) -> None:
        assert all(one.is_met for one in measure(tmp_path))


class TestAnyInRows:
    def test_finds_the_alias_and_columns_of_row_types(self) -> None:
        text = """
class ClaimRow(NamedTuple):
    id: int
    said: Any
    more: dict[str, Any]

def read(row: AnyRow) -> Any: ...

class Options:
    value: Any
"""

        assert sorted(any_in_rows(Module("a.py", text))) == [4, 5, 7]


class TestWithoutReason:
    @pytest.mark.parametrize(
        "comment",
        [
            SWITCH_OFF,
            f"{SWITCH_OFF}: S603",
            f"{SWITCH_OFF}: S603, S608",
            IGNORE,
            f"{IGNORE}[arg-type]",
            f"{IGNORE}[arg-type]  {SWITCH_OFF}: S603",
        ],
    )
    def test_finds_comments_without_a_reason(self, comment: str) -> None:
        text = f"a = 1\nb = 2  {comment}\n"

        assert list(without_reason(Module("a.py", text))) == [2]

    @pytest.mark.parametrize(
        "comment",
        [
            f"{SWITCH_OFF}: S603 - a fixed command",
            f"{IGNORE}[arg-type]  # the library has no types",
            f"{IGNORE}[arg-type]  {SWITCH_OFF}: S603 - a fixed command",
            "# a comment",
        ],
    )
    def test_accepts_a_reason_on_the_line(self, comment: str) -> None:
        text = f"a = 1  {comment}\nb = '{SWITCH_OFF}'\n"

        assert list(without_reason(Module("a.py", text))) == []


class TestFindDuplicates:
    def test_finds_the_longest_run_once(self) -> None:
        one = Module("one.py", f"import os\n\n{SHARED}a = 1\n")
        other = Module("other.py", f'"""Text."""\n\nif 1:\n{_indented(SHARED)}b = 2\n')

        found = find_duplicates([one, other])

        assert found == [Duplicate("one.py", 3, "other.py", 4, 7)]

    def test_ignores_comments_and_blank_lines(self) -> None:
        spaced = SHARED.replace("\n", "\n\n# here\n")

        found = find_duplicates([Module("a.py", SHARED), Module("b.py", spaced)])

        assert [one.lines for one in found] == [7]

    def test_ignores_fields_and_parameters(self) -> None:
        names = "".join(f"    number_{n}: int,\n" for n in range(7))
        fields = names.replace(",", "")
        one = Module("a.py", f"class A:\n{fields}\ndef f(\n{names}):\n    return 1\n")
        other = Module("b.py", f"class B:\n{fields}\ndef g(\n{names}):\n    return 2\n")

        assert find_duplicates([one, other]) == []

    def test_finds_no_short_runs_and_none_within_a_file(self) -> None:
        short = "".join(SHARED.splitlines(keepends=True)[:5])
        twice = Module("a.py", f"{SHARED}x = 1\n{SHARED}")

        assert find_duplicates([twice, Module("b.py", short)]) == []


def _indented(text: str) -> str:
    return "".join(f"    {line}" for line in text.splitlines(keepends=True))


def test_prints_a_table_of_this_project_which_has_no_duplicates() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.numbers", "--where"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )

    for name in ("lines of a file, median", "complexity, mean", DUPLICATES):
        assert name in ran.stdout
    found = [line for line in ran.stdout.splitlines() if line.startswith(DUPLICATES)]
    assert found == []
