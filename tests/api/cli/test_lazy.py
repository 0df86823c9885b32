"""Commands import only the modules that they need."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.core import TyperGroup

from api.cli import COMMANDS
from api.cli.lazy import LazyCommand
from tests.api.cli.running import ROOT

LIBRARIES = {"alembic", "asyncpg", "fastapi", "pydantic", "sqlalchemy", "uvicorn"}
OURS = {"db", "seeds", "api.settings", "api.cli.failures"}
TESTING = {"httpx", "httpx2", "pytest"}
RUN = """
import sys
from api.cli import cli
try:
    cli(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""
SERVE = """
import sys
import api.app, api.cli.serve
print(*sys.modules, file=sys.stderr)
"""


def lazy(commands: tuple[LazyCommand | TyperGroup, ...]) -> Iterator[LazyCommand]:
    for command in commands:
        if isinstance(command, TyperGroup):
            yield from lazy((*command.commands.values(),))  # type: ignore[arg-type]  # ours
        else:
            yield command


def loaded(code: str, *arguments: str) -> set[str]:
    """Return the modules that a new process has loaded at the end of ``code``."""
    command = [sys.executable, "-c", code, *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(ran.stderr.split())


class TestLazyCommand:
    @pytest.mark.parametrize("command", list(lazy(COMMANDS)), ids=lambda one: one.name)
    def test_has_the_first_paragraph_of_its_help(self, command: LazyCommand) -> None:
        paragraph, _, _ = command.load().help.partition("\n\n")

        assert command.help == " ".join(paragraph.split())


class TestImports:
    @pytest.mark.parametrize(
        "arguments", [("--version",), ("--help",), ("key", "--help")]
    )
    def test_help_imports_only_the_terminal_library(
        self, arguments: tuple[str, ...]
    ) -> None:
        found = loaded(RUN, *arguments)

        assert "typer" in found
        assert found & (LIBRARIES | OURS | TESTING) == set()

    def test_a_server_imports_neither_migrations_nor_seeds(self) -> None:
        found = loaded(SERVE)

        assert "sqlalchemy" in found
        assert found & ({"alembic", "seeds"} | TESTING) == set()
