"""Which version of a record a writer has read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnyOf:
    """One of several versions."""

    versions: frozenset[int]


# None: the writer takes whichever there is.
ReadVersion = int | AnyOf | None


def was_read(read: ReadVersion, version: int) -> bool:
    """Return whether ``version`` is one that the writer has read."""
    if isinstance(read, AnyOf):
        return version in read.versions
    return read in {None, version}
