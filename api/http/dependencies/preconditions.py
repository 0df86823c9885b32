"""What a write is conditional on: the version that its writer has read."""

import re
from typing import Annotated

from fastapi import Depends, Header, HTTPException

VERSION = re.compile(r'"v([1-9]\d{0,8})(?:-[0-9a-f]{16})?"')

IfMatch = Annotated[
    str | None,
    Header(
        description="The `ETag` with which the record was read, or its version alone, "
        'like `"v3"`. If the record has changed since then, the answer is 412.',
        examples=['"v3"'],
    ),
]


async def get_version(if_match: IfMatch = None) -> int:
    """Return the version in If-Match; raise 428 without one, 412 if it is malformed."""
    if if_match is None:
        message = "If-Match is missing: send the ETag with which the record was read."
        raise HTTPException(428, message)
    return _version(if_match)


async def get_version_if_said(if_match: IfMatch = None) -> int | None:
    """Return the version in If-Match, if it is sent."""
    return None if if_match is None else _version(if_match)


def _version(if_match: str) -> int:
    match = VERSION.fullmatch(if_match.strip())
    if match is None:
        message = 'If-Match must be an ETag of this record, like "v3".'
        raise HTTPException(412, message)
    return int(match[1])


VersionDep = Annotated[int, Depends(get_version)]
SaidVersionDep = Annotated[int | None, Depends(get_version_if_said)]
