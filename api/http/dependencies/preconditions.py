"""Preconditions of writes: the versions in ``If-Match`` (RFC 9110)."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request

from db.values.versions import AnyOf, ReadVersion

IfMatch = Annotated[
    str | None,
    Header(
        description="The `ETag` of the record when it was read, or only its version, "
        'like `"v3"`. Separate several by commas; `*` matches any version. A weak ETag '
        "(`W/`) never matches. If the record has changed since, the response is "
        "412.",
        examples=['"v3"'],
    ),
]
# A list may have empty elements; an ETag may contain commas. The quantifiers for
# spaces are possessive, because a header may have 32,000 spaces.
ETAG = r'(?P<weak>W/)?(?P<etag>"[!#-~\x80-\xff]*")'
ELEMENT = re.compile(rf"[ \t]*+(?:{ETAG})?[ \t]*+(?:,|$)")
VERSION = re.compile(r'"v([1-9]\d{0,8})(?:-[0-9a-f]{16})?"')
MALFORMED = (
    "If-Match is malformed: send * or ETags in double quotes, separated by commas, "
    'like "v3" or "v3", "v4".'
)
WEAK = 'A weak ETag (W/) never matches If-Match: send it without W/, like "v3".'
FOREIGN = 'If-Match must be an ETag of this record, like "v3".'


async def get_version(request: Request, if_match: IfMatch = None) -> ReadVersion:
    """Return the accepted versions: 428 without the header, 412 if none can match."""
    if if_match is None:
        message = "If-Match is missing: send the ETag of the record when it was read."
        raise HTTPException(428, message)
    return _versions(request.headers.getlist("if-match"))


async def get_version_if_said(
    request: Request, if_match: IfMatch = None
) -> ReadVersion:
    """Return the accepted versions, if the header is sent."""
    return None if if_match is None else await get_version(request, if_match)


def _versions(headers: Sequence[str]) -> ReadVersion:
    """Return the versions in the headers; raise 412 if none can match."""
    sent = ",".join(headers).strip(" \t")
    if sent == "*":
        return None
    weak, etags = _parse(sent)
    versions = _numbers(etags)
    if not versions:
        raise HTTPException(412, WEAK if weak else FOREIGN)
    return AnyOf(versions) if len(versions) > 1 else next(iter(versions))


def _numbers(etags: Sequence[str]) -> frozenset[int]:
    """Return the versions in the ETags of this kind of record."""
    matches = map(VERSION.fullmatch, etags)
    return frozenset(int(match[1]) for match in matches if match)


def _parse(sent: str) -> tuple[bool, list[str]]:
    """Return whether there are weak ETags, and all strong ETags."""
    weak, etags, at = False, list[str](), 0
    while at < len(sent):
        element = ELEMENT.match(sent, at)
        if element is None or element.end() == at:
            raise HTTPException(412, MALFORMED)
        if element["weak"]:
            weak = True
        elif element["etag"]:
            etags.append(element["etag"])
        at = element.end()
    if not weak and not etags:
        raise HTTPException(412, MALFORMED)
    return weak, etags


VersionDep = Annotated[ReadVersion, Depends(get_version)]
SaidVersionDep = Annotated[ReadVersion, Depends(get_version_if_said)]
