"""``Any`` in rows, and disabled checks."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.numbers.modules import Module

ANY_ROW = "AnyRow"  # an alias of Any for rows of unknown columns
ROW_BASES = {"NamedTuple"}
ROW_DECORATORS = {"dataclass"}
# A reason follows the codes, after a dash or in a second comment.
SWITCHED_OFF = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?|type:\s*ignore(?:\[[^\]]*\])?)"
)


def any_in_rows(module: Module) -> Iterator[int]:
    """Yield the line of each ``AnyRow``, and of each ``Any`` in a row's columns."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id == ANY_ROW:
            yield node.lineno
        elif isinstance(node, ast.ClassDef) and _is_row(node):
            columns = [one for one in node.body if isinstance(one, ast.AnnAssign)]
            for column in columns:
                if "Any" in _names(column.annotation):
                    yield column.lineno


def without_reason(module: Module) -> Iterator[int]:
    """Yield the line of each ``noqa`` and ``type: ignore`` that gives no reason."""
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    for token in tokens:
        if token.type == tokenize.COMMENT and SWITCHED_OFF.search(token.string):
            rest = SWITCHED_OFF.sub("", token.string)
            if not re.search(r"\w", rest):
                yield token.start[0]


def _is_row(node: ast.ClassDef) -> bool:
    decorators = {name for one in node.decorator_list for name in _names(one)}
    bases = {name for one in node.bases for name in _names(one)}
    return bool(bases & ROW_BASES) or (
        bool(decorators & ROW_DECORATORS) and node.name.endswith("Row")
    )


def _names(node: ast.AST) -> set[str]:
    return {
        one.id if isinstance(one, ast.Name) else one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Name | ast.Attribute)
    }
