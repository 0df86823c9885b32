"""The rules of the layout, executed; each docstring describes the error without it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

from db.models import Base
from tests.conftest import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef

CODE = ("api", "db", "seeds")
OUTSIDE = {"fastapi", "rich", "starlette", "typer", "uvicorn"}  # HTTP and the terminal
FORBIDDEN = {
    "db": {"api", "seeds", "tests", *OUTSIDE},
    "seeds": {"api", "tests", *OUTSIDE},
    "api": {"tests"},
    "migrations/versions": {"api", "db", "seeds", "tests", *OUTSIDE},
}
KNOWS_REQUESTS = ("api/http/", "api/server/", "api/routes/", "api/pages/")
ENTRIES = {"api": 10, "db": 12}  # modules and packages, and what belongs to them
ABOVE_ALL = "api, then seeds, then db"  # a contract of three root packages
WRITES = {"add", "begin_nested", "execute", "flush", "get_one", "scalar", "scalars"}
VERBS = {
    "api": set(),
    "seeds": set(),
    "db/models": set(),
    "db/queries": set(),
    "db/commands": WRITES,
}
BUILDS_SQL = (
    "db/queries/",
    "db/commands/",
    "db/engine/rows.py",  # a row type selects its columns
    "db/engine/reader/postgresql.py",  # what a read sees is no record
    "db/engine/session/",
    "db/models/",  # the conditions of their indexes
)
KNOWS_DATABASES = (
    "db/values/types/",
    "db/engine/session/",
    "db/engine/reader/",
    "db/engine/writer/",
    "db/engine/prepared.py",
    "db/commands/bulk/",
)
# Functions that apply the rule of visibility for the builder that calls them.
APPLIES_VISIBILITY = {
    "visible": "is the rule",
    "_of_visible": "applies it to the record of a change",
    "counted": "applies it to the claims and facts of stances",
    "_facts": "calls counted",
    "people_of": "applies it to affiliated sources and organisations",
    "_claims": "applies it to the counted claims",
    "matching_drafts": "applies it to drafts",
    "_in_parts": "applies it to the parts of drafts",
    "seen_beside": "is the rule for tables that are joined by id",
    "keys_seen": "is the rule for keys, which are no records",
    "filters_seen": "is the rule for saved filters, which are no records",
    "visibilities_for": "is the rule for words of names, which it is indexed with",
    "tested": "applies it to the tested claims of a list",
    "list_named_words": "applies it to records with names",
    "violations": "applies it to the records that a check selects",
}
# Functions whose caller applies the rule.
NARROWED_BY_CALLER = {
    "db/queries/articles.py": {"_joined"},
    "db/queries/assessments.py": {"_selected"},
    "db/queries/fact_claims/facts.py": {"_with_states"},
    "db/queries/fact_claims/scopes.py": {"in_scope", "of_claims"},
    "db/queries/changes.py": {"_entries"},
    "db/queries/claims/candidates.py": {
        "found",
        "tested",
        "candidates",
        "sampled",
        "_judged",
        "_rows",
        "_next",
        "_claim",
        "_of_filter",
    },
    "db/queries/claims/facets.py": {"_columns", "_sources", "_stances"},
    "db/queries/claims/lists.py": {"_single", "shown_claims"},
    "db/queries/claims/planning.py": {"driven", "looked_up", "read_from"},
    "db/queries/claims/tested.py": {"tested"},
    "db/queries/claims/windows.py": {"_of_value"},
    "db/queries/facet_counts.py": {"facet_counts", "_arm"},
    "db/queries/facets.py": {"columns", "_first"},
    "db/queries/facts/lists.py": {"_selected"},
    "db/queries/identities.py": {"_with_sources"},
    "db/queries/indexed_words.py": {"words_of"},
    "db/queries/keys.py": {"_with_analyst"},
    "db/queries/keyset.py": {"keyset_page"},
    "db/queries/search.py": {"page_of_found"},
    "db/queries/rows.py": {"count_all", "count_up_to"},
    "db/queries/source_children.py": {"_of_source", "_paged"},
    "db/queries/sources.py": {"_joined", "_printed"},
    "db/queries/suggestions.py": {"_merged"},
    "db/queries/stats/counted_claims.py": {"_join_speakers"},
    "db/queries/stats/series.py": {"every_series", "largest_series"},
}
NAMES_NOTHING = re.compile(r"(utils?|helpers?|common|misc|shared|.*\d)")


def modules(folder: str) -> Iterator[Path]:
    yield from sorted((ROOT / folder).rglob("*.py"))


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def names(node: ast.AST) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def imported(path: Path) -> set[str]:
    """Return the top-level packages that a module imports."""
    nodes = list(ast.walk(tree(path)))
    plain = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
    source = {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
    return {name.partition(".")[0] for name in plain | source}


def imported_from(path: Path, package: str) -> set[str]:
    """Return the names that a module imports from ``package``."""
    return {
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == package
        for alias in node.names
    }


def calls(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each call as object and name: ``write.session.x()`` is ``session, x``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = getattr(owner, "attr", getattr(owner, "id", ""))
            yield name, node.func.attr


class TestImports:
    @pytest.mark.parametrize("folder", FORBIDDEN)
    def test_point_downwards(self, folder: str) -> None:
        """A command that knew of HTTP could not be used by the seeds; a migration that
        imported a model would stop running when the model changed.
        """
        for path in modules(folder):
            assert not imported(path) & FORBIDDEN[folder], where(path)

    def test_of_the_seeds_are_in_the_command_line_only(self) -> None:
        """A server that imports them carries the generator of test records with it."""
        for path in modules("api"):
            if not where(path).startswith("api/cli/"):
                assert "seeds" not in imported(path), where(path)

    def test_of_requests_stay_in_the_layers_of_http(self) -> None:
        """What takes a request can be called by an endpoint only: neither a command of
        the terminal nor another endpoint could use such a read again.
        """
        for path in modules("api"):
            if not where(path).startswith(KNOWS_REQUESTS):
                requests = {
                    name
                    for package in ("fastapi", "fastapi.requests", "starlette.requests")
                    for name in imported_from(path, package)
                    if name == "Request"
                }
                assert not requests, where(path)

    def test_are_ordered_by_exhaustive_layers(self) -> None:
        """A module that a list of layers left out was imported from both sides.

        Import Linter compares ``exhaustive`` with the children of a container. The
        contract of the root packages has no container, so it cannot be exhaustive;
        ``root_packages`` names the same three.
        """
        settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        linter = settings["tool"]["importlinter"]
        layers = {
            one["name"]: one for one in linter["contracts"] if one["type"] == "layers"
        }
        above_all = layers.pop(ABOVE_ALL)

        assert sorted(above_all["layers"]) == sorted(linter["root_packages"])
        assert [name for name, one in layers.items() if not one.get("exhaustive")] == []

    def test_include_every_table_in_the_metadata(self) -> None:
        """A model that is never imported has no table: its migration would be empty."""
        declared = {
            node.value.value
            for path in modules("db/models")
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            if getattr(node.targets[0], "id", "") == "__tablename__"
        }

        assert declared == set(Base.metadata.tables)


class TestSizes:
    @pytest.mark.parametrize(
        ("folder", "limit"),
        [("api", 300), ("db", 300), ("seeds", 300), ("tests", 500)],
    )
    def test_of_files_are_within_their_limits(self, folder: str, limit: int) -> None:
        """The file that collects a whole subject is the one that nobody can review:
        elsewhere such files grew to five thousand lines.
        """
        for path in modules(folder):
            assert len(path.read_text("utf-8").splitlines()) <= limit, where(path)

    def test_of_functions_are_within_their_limits(self) -> None:
        """A median says little: it is in the tail that functions of a thousand lines
        begin, so the ninth in ten and the longest have limits too.
        """
        sizes = {
            f"{where(path)} {function.name}": length(function)
            for folder in CODE
            for path in modules(folder)
            for function in functions(path)
        }

        assert [name for name, size in sizes.items() if size > 40] == []
        assert median(sizes.values()) <= 10
        assert quantiles(sizes.values(), n=10)[-1] <= 25

    @pytest.mark.parametrize(("folder", "limit"), ENTRIES.items())
    def test_of_folders_are_within_their_limits(self, folder: str, limit: int) -> None:
        """A module outside the layers belongs to none, and the next one follows:
        such folders are where transitional modules stayed.
        """
        entries = {
            path.name
            for path in (ROOT / folder).iterdir()
            if path.name != "__pycache__"
        }

        assert len(entries) <= limit, sorted(entries)


class TestRows:
    @pytest.mark.parametrize("folder", CODE)
    def test_have_declared_types(self, folder: str) -> None:
        """An alias of ``Any`` for rows hid a renamed column until a user read it."""
        for path in modules(folder):
            defined = {
                alias.asname or alias.name
                for node in ast.walk(tree(path))
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }
            assert "AnyRow" not in names(tree(path)) | defined, where(path)


class TestNames:
    def test_of_modules_describe_their_content(self) -> None:
        """What has no place of its own ends in ``utils``; what outgrew its file became
        ``claims2``, next to a ``claims`` with the rest of it.
        """
        for folder in (*CODE, "tests"):
            for path in modules(folder):
                assert not NAMES_NOTHING.fullmatch(path.stem), where(path)

    @pytest.mark.parametrize("folder", CODE)
    def test_of_arguments_are_required_after_the_third(self, folder: str) -> None:
        """``revise(write, 7, 3, 1)`` swapped a version and an id, and nothing noticed.

        Endpoints and commands are called by their frameworks, which name everything.
        """
        for path in modules(folder):
            if where(path).startswith(("api/routes/", "api/pages/", "api/cli/")):
                continue
            for function in functions(path):
                given = [*function.args.posonlyargs, *function.args.args]
                counted = [one for one in given if one.arg not in {"self", "cls"}]
                assert len(counted) <= 3, (where(path), function.name)


class TestTransactions:
    @pytest.mark.parametrize("folder", VERBS)
    def test_are_used_with_the_methods_allowed_in_each_layer(self, folder: str) -> None:
        """An endpoint that wrote by itself left a record without a line of history."""
        for path in modules(folder):
            verbs = {verb for owner, verb in calls(path) if owner == "session"}
            assert verbs <= VERBS[folder], where(path)

    def test_end_in_two_modules_only(self) -> None:
        """A command that commits makes half a request durable: whatever fails after it
        is answered as if nothing had happened.
        """
        for folder in CODE:
            for path in modules(folder):
                if where(path) not in {"db/engine/session/", "db/engine/writer/"}:
                    verbs = {verb for _, verb in calls(path)}
                    assert not verbs & {"commit", "rollback"}, where(path)


class TestSql:
    def test_is_built_in_the_data_layer_only(self) -> None:
        """A select in an endpoint forgot the rule of visibility."""
        verbs = {"delete", "exists", "insert", "literal_column", "select", "text"}
        for folder in CODE:
            for path in modules(folder):
                if not where(path).startswith(BUILDS_SQL):
                    assert not imported_from(path, "sqlalchemy") & verbs, where(path)

    def test_is_not_written_as_strings(self) -> None:
        """A statement put together from strings is one quotation mark from another."""
        start = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s", re.ASCII)
        for folder in CODE:
            for path in modules(folder):
                for node in ast.walk(tree(path)):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        assert not start.match(node.value), (where(path), node.lineno)

    def test_depends_on_the_database_in_few_modules_only(self) -> None:
        """Code for one database is not covered by the tests of the other one."""
        asks = re.compile(r"dialect\.name|get_backend_name|\.driver\b")
        for path in modules("db"):
            if not where(path).startswith(KNOWS_DATABASES):
                assert not asks.search(path.read_text("utf-8")), where(path)

    def test_of_every_read_builder_applies_the_rule_of_visibility(self) -> None:
        """A builder without it once was a withdrawn or restricted record in public."""
        for path in modules("db/queries"):
            exempt = NARROWED_BY_CALLER.get(where(path), set())
            for function in functions(path):
                result = ast.unparse(function.returns) if function.returns else ""
                if "AnySelect" in result and function.name not in exempt:
                    applied = names(function) & APPLIES_VISIBILITY.keys()
                    assert applied, (where(path), function.name)

    def test_of_helpers_without_that_rule_is_not_prepared(self) -> None:
        """An exception that is prepared could be run without what narrows it."""
        for name, exempt in NARROWED_BY_CALLER.items():
            found = {function.name: function for function in functions(ROOT / name)}
            assert exempt <= found.keys(), name
            for helper in exempt:
                decorators = {ast.unparse(d) for d in found[helper].decorator_list}
                assert "prepared" not in decorators, (name, helper)
