"""Texts of the OpenAPI document that belong to no single route."""

from typing import Any

from api.settings import (
    MAX_BODY_SECONDS,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_TARGET,
)

Schema = dict[str, Any]
DESCRIPTION = """\
Onrecord records who said what, where it was printed, through whom it came, and how it
turned out.

**Lists** have pages: send `next_cursor` back as `cursor` to get the next page.

**Drafts** are claims that nobody has reviewed. Lists and counts of claims leave them
out unless `review` is sent; derived results always leave them out. The number of
omitted drafts is in `hidden` for lists and derived results, and in the header
`Hidden-Drafts` for counts.

**Errors** are problem details (RFC 9457). `detail` and `errors` describe the error and
what would be right.

**Changes** of a record need its `ETag` as `If-Match`: if the record has changed since
it was read, the response is 412, and nothing is overwritten.

**Keys** are sent as `Authorization: Bearer onr_…`. The role of the analyst who has the
key decides what it allows: reader, analyst, editor or admin. Each role includes the
previous ones.

**Repeated writes**: a write with an `Idempotency-Key` can be sent again if its response
was lost. It is executed only once; the repetition gets the same response, with the
header `Idempotency-Replayed`. Errors are not stored, so the key can be used again.
"""
LICENSE = {"name": "MIT", "identifier": "MIT"}
SERVERS: list[dict[str, Any]] = [{"url": "/", "description": "This server."}]
TAGS: list[dict[str, Any]] = [
    {"name": name, "description": description}
    for name, description in {
        "claims": "Statements with their attribution in an article, and what belongs "
        "to them.",
        "sources": "People, organisations and documents that make claims.",
        "articles": "Published pieces, and captures of their texts.",
        "facts": "Propositions on which claims take a stance, with their outcomes.",
        "search": "Full-text search over records of all kinds.",
        "filters": "Filters of lists that analysts save under a name.",
        "records": "Track records: how the claims of sources turned out.",
        "stats": "Counts by series and time, for charts and dashboards.",
        "tags": "Keywords by which analysts group claims.",
        "changes": "The append-only history of every record.",
        "redaction": "Permanent erasure of content that must not be stored.",
        "keys": "API keys and their analysts.",
        "health": "For monitoring the server.",
    }.items()
]
KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "onr_<prefix>_<secret>",
    "description": "The key of an analyst, which an administrator creates.",
}

# Additional responses to writes with an idempotency key.
IN_USE = (
    "Or a request with this `Idempotency-Key` is in flight, or its response was erased."
)
REUSED = "Or this `Idempotency-Key` was sent with a different request."
REPLAYED_HEADER = {
    "description": "`true` if an earlier request with this `Idempotency-Key` executed "
    "the write: nothing was changed now.",
    "schema": {"type": "string", "examples": ["true"]},
}
# Responses to requests that are rejected before they reach an endpoint.
REFUSED = {
    "400": "The request has no `Host` header, or several.",
    "408": f"The body did not arrive within {MAX_BODY_SECONDS} seconds.",
    "414": f"The URL is longer than {MAX_TARGET:,} bytes.",
    "421": "`ONRECORD_ALLOWED_HOSTS` does not include the host of the request.",
    "429": "This client sends too many requests: try again after `Retry-After`.",
    "431": f"More than {MAX_HEADERS} headers, or more than {MAX_HEADER_BYTES:,} bytes "
    "in total.",
    "501": "The `Transfer-Encoding` is not `chunked`.",
    "503": "The server is overloaded, or the database does not respond in time.",
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
        "description": "How many seconds to wait; with 503, only if waiting helps.",
        "schema": {"type": "string", "examples": ["1"]},
    }
}
