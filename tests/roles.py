"""The role that operations and pages require; ``python -m tests.roles`` prints it."""

from collections.abc import Iterator

from api.http.auth import ROLE
from api.pages.page_route import PageRoute
from api.pages.routers import ROUTERS
from tests.api.conformance import document

OPEN = "anybody"  # no key required, from any address
METHODS = ("get", "post", "put", "patch", "delete")
Operation = tuple[str, str, str]  # its method, its path and its role


def operations() -> Iterator[Operation]:
    """Yield each operation of the API."""
    paths = document()["paths"]
    for path, item in sorted(paths.items()):
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method].get(ROLE, OPEN)


def pages() -> Iterator[Operation]:
    """Yield each page, and each form that a page sends."""
    routes = [one for router in ROUTERS for one in router.routes]
    found = [one for one in routes if isinstance(one, PageRoute)]
    for route in sorted(found, key=lambda one: (one.path, sorted(one.methods))):
        role = (route.openapi_extra or {}).get(ROLE, OPEN)
        for method in sorted(route.methods - {"HEAD"}):
            yield method, route.path, role


def table(found: Iterator[Operation]) -> str:
    """Return the table in Markdown."""
    rows = [("method", "path", "least role"), ("---",) * 3, *found]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print(table(operations()), table(pages()), sep="\n\n")  # noqa: T201 - its purpose
