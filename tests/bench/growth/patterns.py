"""The regular expressions of the product, and texts that are hard for each of them."""

import re
import sys
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pkgutil import walk_packages

from db.derived.anchoring import folding
from db.values import stored_text
from tests.conftest import ROOT

MADE_WHEN_USED = (
    folding._pattern,  # noqa: SLF001 - a pattern as any other
    stored_text.stored_pieces,
    stored_text._runs,  # noqa: SLF001 - a pattern as any other
    stored_text._long_runs,  # noqa: SLF001 - a pattern as any other
)
METHOD = r"\b{}(?:\(\))?\.(match|fullmatch|search|finditer|findall|sub|split)\b"
# What is repeated between something that matches and something that does not.
PUMPED = (
    *"a1 \t.,-\"'/%()“\u0301\u200b\u200d桥한\u0915\u0627\u064b_\n:",
    *("a.", "1,111", "a ", "an ", "-a", " \t", "(a) ", "\u0915\u200d", ".1", "aa"),
)
BEFORE = ("", '"a",', "10.1234", "\u0915")
AFTER = ("", "\0")


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every regular expression of the product that reads texts, by its name."""
    found = {make.__name__: make() for make in MADE_WHEN_USED}
    for package in ("api", "db"):
        for module in walk_packages([package], f"{package}."):
            if not module.name.endswith("__main__"):
                found |= dict(_in_module(module.name))
    names = {pattern: name for name, pattern in found.items()}  # each pattern once
    return {name: pattern for pattern, name in names.items()}


def _in_module(name: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    import_module(name)
    for key, value in vars(sys.modules[name]).items():
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield f"{key} {value.pattern[:40]}", value


def applied() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Yield each pattern with each of the ways in which the product applies it."""
    paths = [path for one in ("api", "db") for path in (ROOT / one).rglob("*.py")]
    source = "\n".join(path.read_text("utf-8") for path in paths)
    for name, pattern in patterns().items():
        for way in sorted(set(re.findall(METHOD.format(name.split()[0]), source))):
            yield f"{name} {way}", partial(_apply, pattern, way)


def _apply(pattern: re.Pattern[str], way: str, text: str) -> None:
    if way == "sub":
        pattern.sub("", text)
        return
    found = getattr(pattern, way)(text)
    if way == "finditer":
        deque(found, maxlen=0)


def hard_texts(size: int) -> Iterator[str]:
    """Yield texts of about ``size`` characters that repeat something."""
    for pumped in PUMPED:
        middle = pumped * (size // len(pumped))
        for before in BEFORE:
            for after in AFTER:
                yield f"{before}{middle}{after}"
