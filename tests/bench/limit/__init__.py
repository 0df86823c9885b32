"""The limit: the product's own SQL through the bare driver, in a bare ASGI function."""

from tests.bench.limit.app import from_environment

__all__ = ["from_environment"]
