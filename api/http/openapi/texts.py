"""The texts of the OpenAPI document that belong to no single route."""

from typing import Any

from api.settings import (
    MAX_BODY_SECONDS,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_TARGET,
)

Schema = dict[str, Any]
DESCRIPTION = """\
Onrecord keeps the record of who said what, where it was printed, through whom it came,
and how it turned out.

**Lists** come in pages: send `next_cursor` back as `cursor` to get the next page.

**Drafts** are claims that nobody has reviewed. Lists and counts of claims leave them
out, unless `review` is sent, and so does what is derived from claims. They say how
many: lists and derived results in `hidden`, counts in the header `Hidden-Drafts`.

**Errors** are problem details (RFC 9457). `detail` and `errors` say what was wrong and
what would be right.

**Changes** of a record need the `ETag` with which it was read, as `If-Match`: a change
that was made in between is not overwritten, but answered with 412.

**Keys** are sent as `Authorization: Bearer onr_…`. The role of the analyst they belong
to decides what they allow: reader, analyst, editor or admin, each of which may do what
those before it may.

**Repeated writes**: a write with an `Idempotency-Key` can be sent again if its response
was lost. It is not done twice, and is answered as the first time, with the header
`Idempotency-Replayed`. Errors are not stored, so the key can be used again.
"""
LICENSE = {"name": "MIT", "identifier": "MIT"}
SERVERS: list[dict[str, Any]] = [{"url": "/", "description": "This server."}]
TAGS: list[dict[str, Any]] = [
    {"name": name, "description": description}
    for name, description in {
        "claims": "Statements with their attribution in an article, and what belongs "
        "to them.",
        "sources": "People, organisations and documents that say something.",
        "articles": "Published pieces, and their texts as they were captured.",
        "facts": "Propositions that claims bear on, and how they turned out.",
        "search": "Records of all kinds by their words.",
        "filters": "Filters of lists that analysts save under a name.",
        "records": "Track records: how what sources said turned out.",
        "stats": "Counts by series and time, for charts and dashboards.",
        "tags": "Words by which analysts sort claims.",
        "changes": "The append-only history of every record.",
        "redaction": "Erasing what must not be kept.",
        "keys": "API keys and the analysts they belong to.",
        "health": "For monitoring the server.",
    }.items()
]
KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "onr_<prefix>_<secret>",
    "description": "The key of an analyst, which an administrator creates.",
}

# What every write can answer because of its key, besides what its route says.
IN_USE = (
    "Or a request with this `Idempotency-Key` is still running, or its response was "
    "erased."
)
REUSED = "Or this `Idempotency-Key` was sent with a different request."
REPLAYED_HEADER = {
    "description": "`true` if the write was done by an earlier request with the same "
    "`Idempotency-Key`: nothing was changed now.",
    "schema": {"type": "string", "examples": ["true"]},
}
# What any request can be answered before it reaches its endpoint.
REFUSED = {
    "400": "The request has no `Host`, or several.",
    "408": f"The body did not arrive within {MAX_BODY_SECONDS} seconds.",
    "414": f"The address is longer than {MAX_TARGET:,} bytes.",
    "421": "`ONRECORD_ALLOWED_HOSTS` does not name the host of the request.",
    "429": "This client sends too many requests: `Retry-After` says when to try again.",
    "431": f"More than {MAX_HEADERS} headers, or more than {MAX_HEADER_BYTES:,} bytes "
    "of them.",
    "501": "The `Transfer-Encoding` is not `chunked`.",
    "503": "The server is overloaded, or the database does not answer in time.",
}
UNAUTHORIZED = "A key is needed and missing, or it is unknown, revoked or expired."
REFUSED_BY_ROLE = {
    "401": UNAUTHORIZED,
    "403": "The key belongs to an analyst whose role does not allow this.",
}
CHALLENGE = {
    "WWW-Authenticate": {
        "description": "How to send a key: `Authorization: Bearer onr_…`.",
        "schema": {"type": "string", "examples": ["Bearer"]},
    }
}
RETRY = {
    "Retry-After": {
        "description": "How many seconds to wait; with 503 only where waiting helps.",
        "schema": {"type": "string", "examples": ["1"]},
    }
}
