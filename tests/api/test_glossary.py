"""The glossary has every value of every closed list, and its page is current."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import pytest

import api.schemas
import db.models
import db.values
from api.schemas.glossary import GLOSSARY, Listed, as_markdown
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "glossary.md"


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: nothing is read."""


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def listed_types() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the list and the values of each type that schemas use."""
    for module in modules(api.schemas):
        for value in vars(module).values():
            for mark in getattr(value, "__metadata__", ()):
                if isinstance(mark, Listed):
                    yield mark.name, get_args(value.__origin__)


def literals(package: ModuleType) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield every closed list that a module of a package names."""
    for module in modules(package):
        for name, value in vars(module).items():
            if get_origin(value) is Literal:
                yield f"{module.__name__}.{name}", get_args(value)


class TestGlossary:
    def test_has_exactly_the_values_of_every_list(self) -> None:
        values: dict[str, set[str]] = {}
        for name, found in listed_types():
            values.setdefault(name, set()).update(found)

        assert {name: set(one.values) for name, one in GLOSSARY.items()} == values

    @pytest.mark.parametrize(
        "package", [db.models, db.values, api.schemas], ids=lambda one: one.__name__
    )
    def test_has_every_closed_list_of_the_code(self, package: ModuleType) -> None:
        known = [set(values) for _, values in listed_types()]

        assert [
            name
            for name, values in literals(package)
            if not any(set(values) <= one for one in known)
        ] == []

    @pytest.mark.parametrize("name", GLOSSARY)
    def test_has_a_meaning_and_an_example_of_each_value(self, name: str) -> None:
        one = GLOSSARY[name]

        assert one.title
        assert one.about.endswith(".")
        for value, texts in one.values.items():
            assert texts.meaning[0].isupper() or texts.meaning[0] == "`", value
            assert texts.meaning.endswith("."), value
            assert texts.example, value
            assert "|" not in texts.meaning + texts.example, value


class TestPage:
    def test_is_up_to_date(self) -> None:
        assert PAGE.read_text("utf-8") == as_markdown(), "run `make glossary`"
