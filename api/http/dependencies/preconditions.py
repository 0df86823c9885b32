"""What a write is conditional on: the version that its writer has read."""

import re
from typing import Annotated

from fastapi import Depends, Header, HTTPException

VERSION = re.compile(r'"v([1-9]\d{0,8})(?:-[0-9a-f]{16})?"')

IfMatch = Annotated[
    str | None,
    Header(
        description="The ETag of the record as it was read, or its version alone.",
        examples=['"v3"'],
    ),
]


async def get_version(if_match: IfMatch = None) -> int:
    """Return the version the writer has read: 428 if unsaid, 412 if no version."""
    if if_match is None:
        raise HTTPException(428, "Send the record's ETag as If-Match.")
    return _version(if_match)


async def get_version_if_said(if_match: IfMatch = None) -> int | None:
    """Return the version the writer has read, if the writer says so."""
    return None if if_match is None else _version(if_match)


def _version(if_match: str) -> int:
    match = VERSION.fullmatch(if_match.strip())
    if match is None:
        raise HTTPException(412, 'If-Match is no ETag of this record, like "v3".')
    return int(match[1])


VersionDep = Annotated[int, Depends(get_version)]
SaidVersionDep = Annotated[int | None, Depends(get_version_if_said)]
