"""The version of a record that a writer has read (``If-Match``)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnyOf:
    """One of several versions."""

    versions: frozenset[int]


# None: the writer accepts any version.
ReadVersion = int | AnyOf | None


def was_read(read: ReadVersion, version: int) -> bool:
    """Return whether the writer has read ``version``."""
    if isinstance(read, AnyOf):
        return version in read.versions
    return read in {None, version}
