"""The measured modules, each read and parsed once."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A Python file, and its name relative to the root."""

    name: str
    text: str

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def functions(self) -> Iterator[Function]:
        """Yield every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node


def read_modules(root: Path, folders: Sequence[str]) -> list[Module]:
    """Return the Python files below the folders that are not empty."""
    paths = [path for one in folders for path in sorted((root / one).rglob("*.py"))]
    modules = [
        Module(path.relative_to(root).as_posix(), path.read_text("utf-8"))
        for path in paths
    ]
    return [module for module in modules if module.text.strip()]


def count_entries(folder: Path) -> int:
    """Return how many files and folders a listing of a package shows.

    Without ``__init__.py``, which every package has, and what Python caches.
    """
    names = {path.name for path in folder.iterdir()} - {"__init__.py", "__pycache__"}
    return len([name for name in names if not name.startswith(".")])
