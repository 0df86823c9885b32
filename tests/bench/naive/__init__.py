"""The naive way: a sync endpoint, mapped objects, a response model."""

from tests.bench.naive.app import from_environment

__all__ = ["from_environment"]
