"""Failures of the seeds and of the generator."""

from db.errors import DataError


class SeedError(DataError):
    """A seed file that cannot be read or loaded, in one sentence that names it."""
