"""The role that each operation requires; ``python -m tests.roles`` prints the table."""

from collections.abc import Iterator

from tests.api.conformance import document

OPEN = "anybody"  # no key required, from any address
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> Iterator[tuple[str, str, str]]:
    """Yield the method, the path and the role of each operation."""
    paths = document()["paths"]
    for path, item in sorted(paths.items()):
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method].get("x-role", OPEN)


def table() -> str:
    """Return the table in Markdown."""
    rows = [("method", "path", "least role"), ("---",) * 3, *operations()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print(table())  # noqa: T201 - its purpose
