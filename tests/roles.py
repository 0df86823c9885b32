"""Which role each operation needs, as docs/roles.md has it; run as ``python -m``."""

from collections.abc import Iterator

from tests.api.conformance import document

OPEN = "anybody"  # without a key, wherever they are
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> Iterator[tuple[str, str, str]]:
    """Yield the method, the path and the role of each operation there is."""
    paths = document()["paths"]
    for path, item in sorted(paths.items()):
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method].get("x-role", OPEN)


def table() -> str:
    """Return the table in Markdown."""
    rows = [("method", "path", "from this role on"), ("---",) * 3, *operations()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print(table())  # noqa: T201 - what it is run for
