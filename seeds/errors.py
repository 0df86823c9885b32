"""Errors of the seeds and of the generator."""

from db.errors import DataError


class SeedError(DataError):
    """A seed file that cannot be read or loaded; the message names it."""
