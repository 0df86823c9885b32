"""Each process of a run measures itself, and the first one combines the results.

SlipCover counts in the byte code of the product's modules. A tracer is called for every
line, of libraries too: tests take twice as long.
"""

import gc
import json
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import FunctionType, SimpleNamespace
from typing import Any

import pytest
import slipcover
from slipcover.config import read_config
from slipcover.importer import SlipcoverLoader

CONFIG = read_config()  # [tool.slipcover] of pyproject.toml
SEEN = "covering"  # the key of the coverage that a process sends
# The number of runs after which SlipCover replaces the code of a function: it must not
# do so during a test that counts calls.
NEVER = 2**30

Json = dict[str, Any]


class Finder(MetaPathFinder):
    """Finds the modules of the product, and has them counted."""

    def __init__(self) -> None:
        files = {key: CONFIG[key] for key in ("source", "omit")}
        self.counted = slipcover.Slipcover(
            branch=CONFIG["branch"], d_miss_threshold=NEVER, **files
        )
        self._files = slipcover.FileMatcher(files["source"], files["omit"])

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Return a loader for modules of the product, and None for others."""
        if name.partition(".")[0] not in CONFIG["source"]:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader and self._files.matches(spec.origin):
            spec.loader = SlipcoverLoader(self.counted, spec.loader, str(spec.origin))
        return spec

    def stop_counting_seen(self) -> None:
        """Stop counting the lines and branches that have run, in all functions.

        SlipCover looks for functions in modules, where decorators hide many.
        """
        gc.unfreeze()  # the collector does not list frozen functions
        functions = [one for one in gc.get_objects() if type(one) is FunctionType]
        gc.freeze()
        found = enumerate(one for one in functions if self._is_counted(one))
        self.counted.modules = [SimpleNamespace(**{str(n): one for n, one in found})]
        self.counted.deinstrument_seen()

    def _is_counted(self, function: FunctionType) -> bool:
        return function.__code__ in self.counted.code2index


class Worker:
    """Counts in one of the processes that run tests."""

    def __init__(self) -> None:
        self._finder = Finder()
        self._tests, self._next = 0, 1
        sys.meta_path.insert(0, self._finder)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self) -> None:
        """Stop counting what was seen, between tests: after 1, 4, 16, 64 … of them.

        From Python 3.12 the interpreter does that by itself.
        """
        self._tests += 1
        if sys.version_info < (3, 12) and self._tests == self._next:
            self._next *= 4
            self._finder.stop_counting_seen()

    def pytest_sessionfinish(self, session: Any) -> None:
        """Send the coverage of this process."""
        seen = self._finder.counted.get_coverage()
        session.config.workeroutput[SEEN] = json.dumps(seen)


class Controller:
    """Combines the coverage of processes, and fails the run if it is too low."""

    def __init__(self) -> None:
        self._seen: Json = {}

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add the coverage of a process; a crashed process sends none."""
        if sent := getattr(node, "workeroutput", {}).get(SEEN):
            seen = json.loads(sent)
            if self._seen:
                slipcover.merge_coverage(self._seen, seen)
            else:
                self._seen = seen

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Any:
        """Decide after the processes have ended."""
        result = yield
        if session.exitstatus == pytest.ExitCode.OK and not self._is_enough:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print each file with the lines and branches that no test ran."""
        slipcover.print_coverage(self._seen, skip_covered=True)
        least = "" if self._is_enough else f", less than {CONFIG['fail-under']} %"
        terminalreporter.line(f"{self._percent:.2f} % is covered{least}")

    @property
    def _is_enough(self) -> bool:
        return self._percent >= CONFIG["fail-under"]

    @property
    def _percent(self) -> float:
        """Return the share of lines and branches that were run; 0 without ``-n``."""
        percent: float = self._seen["summary"]["percent_covered"] if self._seen else 0
        return percent
