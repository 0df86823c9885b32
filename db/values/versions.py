"""The versions that an ``If-Match`` header accepts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnyOf:
    """One of several versions."""

    versions: frozenset[int]


# None: the writer accepts every version.
ReadVersion = int | AnyOf | None


def was_read(read: ReadVersion, version: int) -> bool:
    """Return whether ``If-Match`` accepts ``version``."""
    if isinstance(read, AnyOf):
        return version in read.versions
    return read in {None, version}
