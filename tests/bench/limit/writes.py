"""A claim with all its rows, as the statements that store it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex
from typing import Any

import orjson
from sqlalchemy.engine import Dialect

from db.models import Attribution, Base, Change, Claim, ClaimTag, Span
from db.models.analyst import LOCAL
from db.models.claim_order import CARRIED
from db.queries.articles import find_articles
from db.queries.revisions import newest_text
from db.queries.tags import find_tags
from db.values.text import fold
from db.values.types import UtcDateTime
from db.values.viewer import LOCAL_VIEWER
from tests.bench.limit.reads import Reads
from tests.bench.limit.statements import Insert, Query, Read, Work

CONTEXT = 32  # code points of text kept on either side
TAKEN = ("article_id", "text", "form", "act", "language")
CLAIM = {
    "version": 1,
    "visibility": "public",
    "knowledge": "unknown",
    "terms": "unknown",
    "method": "manual",
    "review": "reviewed",
}
CHANGE = {
    "action": "create",
    "resource": "claim",
    "version": 1,
    "visibility": "public",
    "analyst_id": LOCAL,
    "digest": "0" * 64,
    "hash": "0" * 64,
}
Json = Mapping[str, Any]


class Writes:
    """Writes as generators, so that either driver can run them.

    The body is one of those in ``tests.bench.samples``: one speaker, one span, one tag.
    """

    def __init__(self, dialect: Dialect, reads: Reads) -> None:
        self._dialect, self._reads = dialect, reads
        self._insert_of = lru_cache(self._compile)
        articles = find_articles(count=1, viewer=LOCAL_VIEWER)
        self._article = Read(articles, dialect, ["published_from", "id"])
        text = newest_text(viewer=LOCAL_VIEWER)
        self._text = Read(text, dialect, ["id", "text"])
        tags = find_tags(count=1, viewer=LOCAL_VIEWER)
        self._tag = Read(tags, dialect, ["id", "name"])

    def claim(self, body: bytes) -> Work:
        """Store a claim with its rows and its audit entry; read it back."""
        given = orjson.loads(body)
        article = {"article": given["article_id"], "article__0": given["article_id"]}
        (row,) = yield self._article.sql, self._article.bind(article)
        published, _ = self._article.pick(row)
        (row,) = yield self._text.sql, self._text.bind(article)
        revision_id, text = self._text.pick(row)
        (row,) = yield self._tag.sql, self._tag.bind({"key__0": given["tags"][0]})
        tag_id, _ = self._tag.pick(row)
        now = UtcDateTime().process_bind_param(datetime.now(UTC), self._dialect)
        dated = published or now
        claim = {"revision_id": revision_id, "dated_at": dated, **_claim(given, now)}
        claim["dated_basis"] = "published" if published else "recorded"
        ((claim_id,),) = yield self._insert(Claim, claim)
        owned = {"claim_id": claim_id}
        owned |= {copy: claim[column] for copy, column in CARRIED.items()}
        yield self._insert(Attribution, _step(given["attribution"][0]) | owned)
        span = _span(given["spans"][0], text)
        yield self._insert(Span, {"claim_id": claim_id, **span})
        yield self._insert(ClaimTag, owned | {"tag_id": tag_id})
        change = {"at": now, "record_id": claim_id, "request_id": token_hex(16)}
        yield self._insert(Change, CHANGE | change)
        record = yield from self._reads.claim(claim_id)
        tag = {"pointer": "/tags/0", "resource": "tag", "id": tag_id, "filled": []}
        matched = orjson.dumps([tag | {"name": given["tags"][0]}])
        return record[:-1] + b',"created":[],"matched":' + matched + b"}"

    def _insert(self, model: type[Base], values: Json) -> Query:
        insert = self._insert_of(model, tuple(values))
        return insert.sql, [values[column] for column in insert.columns]

    def _compile(self, model: type[Base], columns: tuple[str, ...]) -> Insert:
        return Insert(model, columns, self._dialect)


def _claim(given: Json, now: Any) -> dict[str, Any]:
    start = given["spans"][0]["start"]
    folded = fold(given["text"])
    speakers = [given["attribution"][0]["source_id"]]
    key = sha256(f"{folded}\n{speakers}\n{start}".encode()).hexdigest()[:32]
    return {
        **CLAIM,
        **{name: given[name] for name in TAKEN},
        "folded": f"{folded}\n",
        "start": start,
        "content_key": key,
        "created_at": now,
        "updated_at": now,
    }


def _step(given: Json) -> dict[str, Any]:
    source_id = given["source_id"]
    return {
        "position": given["position"],
        "seq": 1,
        "printed_source_id": source_id,
        "source_id": source_id,
        "is_origin": True,
        "relation": given["relation"],
        "as_printed": given["as_printed"],
        "cue": given["cue"],
    }


def _span(given: Json, text: str) -> dict[str, Any]:
    start, end = given["start"], given["end"]
    return {
        "part": given["part"],
        "seq": 1,
        "start": start,
        "end": end,
        "exact": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
        "anchor": "exact",
    }
