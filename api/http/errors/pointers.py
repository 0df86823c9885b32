"""JSON Pointers to the wrong parts of request bodies."""

import re
from collections.abc import Sequence

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")  # names that are safe to echo
WAY = re.compile(r"\(\w+\)")  # the tag of a branch of a union


def pointer(path: Sequence[str | int]) -> str:
    """Return ``path`` as a JSON Pointer (RFC 6901), without parts unsafe to echo."""
    parts = []
    for part in path:
        if isinstance(part, str) and WAY.fullmatch(part):
            continue
        if isinstance(part, str) and not NAME.fullmatch(part):
            break
        parts.append(f"/{part}")
    return "".join(parts)
