"""Each number with its limit; CONTRIBUTING explains them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median, quantiles

from radon.complexity import cc_visit
from radon.visitors import Function

from tests.numbers.duplicates import find_duplicates
from tests.numbers.modules import Module, count_entries, read_modules
from tests.numbers.untyped import any_in_rows, without_reason

CODE = ("api", "db", "seeds")
ENTRIES = {"api": 10, "db": 12}


@dataclass(frozen=True)
class Measure:
    """A number, its maximum (``None``: anything), and where it was found."""

    name: str
    value: float
    limit: float | None = None
    where: Sequence[str] = ()

    @property
    def is_met(self) -> bool:
        return self.limit is None or self.value <= self.limit


def measure(root: Path) -> list[Measure]:
    """Return all numbers of the code below a folder."""
    modules = read_modules(root, CODE)
    return [
        *_sizes(modules),
        *_complexity(modules),
        *_types(modules),
        *_duplicates(modules),
        *_entries(root),
    ]


def _sizes(modules: Sequence[Module]) -> Iterator[Measure]:
    files = {module.name: len(module.lines) for module in modules}
    functions = {
        f"{module.name}:{one.lineno} {one.name}": (one.end_lineno or 0) - one.lineno + 1
        for module in modules
        for one in module.functions()
    }
    yield from _spread("lines of a file", files, limits=(70, 180, 300))
    yield from _spread("lines of a function", functions, limits=(10, 25, 40))


def _spread(
    name: str, sizes: dict[str, int], *, limits: tuple[int, int, int]
) -> Iterator[Measure]:
    """Yield the median, the 90th percentile and the maximum of sizes."""
    values = sorted(sizes.values()) or [0]
    ninetieth = quantiles(values, n=10)[-1] if len(values) > 1 else values[0]
    largest = max(sizes, key=lambda one: sizes[one], default="")
    yield Measure(f"{name}, median", median(values), limits[0])
    yield Measure(f"{name}, 90th percentile", ninetieth, limits[1])
    yield Measure(f"{name}, maximum", values[-1], limits[2], [largest])


def _complexity(modules: Sequence[Module]) -> Iterator[Measure]:
    found = {
        f"{module.name}:{block.lineno} {block.name}": block.complexity
        for module in modules
        for block in cc_visit(module.text)
        if isinstance(block, Function)  # radon counts methods as well as their class
    }
    over = [f"{name} ({number})" for name, number in found.items() if number > 8]
    yield Measure("complexity, maximum", max(found.values(), default=0), 8, over)
    yield Measure("complexity, mean", mean(found.values() or [0]), 2.5)


def _types(modules: Sequence[Module]) -> Iterator[Measure]:
    for name, find in (
        ("Any in rows", any_in_rows),
        ("noqa or type: ignore without a reason", without_reason),
    ):
        where = [f"{one.name}:{line}" for one in modules for line in find(one)]
        yield Measure(name, len(where), 0, where)


def _duplicates(modules: Sequence[Module]) -> Iterator[Measure]:
    found = find_duplicates(modules)
    where = [
        f"{one.first}:{one.first_line} and {one.second}:{one.second_line}"
        f" ({one.lines} lines)"
        for one in found
    ]
    yield Measure("runs of six or more lines in two files", len(found), 0, where)


def _entries(root: Path) -> Iterator[Measure]:
    for folder, limit in ENTRIES.items():
        yield Measure(f"entries of {folder}/", count_entries(root / folder), limit)
