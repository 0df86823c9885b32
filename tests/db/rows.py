"""Rows as they are stored, for tests that need invalid or many rows."""

from datetime import UTC, datetime
from typing import Any

from db.engine.session import Write
from db.models import Base

Row = dict[str, Any]

TABLES = Base.metadata.tables
ID = 7_000_000  # of rows that others point at; the factories never get that far
MONDAY = datetime(2022, 3, 21, tzinfo=UTC)

_EDITABLE: Row = {
    "version": 1,
    "created_at": MONDAY,
    "updated_at": MONDAY,
    "withdrawn_at": None,
    "visibility": "public",
}
_JUDGED: Row = {"analyst_id": 1, "created_at": MONDAY, "superseded_at": None}
_OF_FACT: Row = _JUDGED | {"judged_fact_id": ID, "fact_id": ID}
_CARRIED: Row = {
    "dated_at": MONDAY,
    "recorded_at": MONDAY,
    "article_id": ID,
    "start": 0,
}

# A valid row of each table, in the order of their foreign keys.
VALID: dict[str, Row] = {
    "analyst": {
        "name": "desk",
        "kind": "human",
        "role": "editor",
        "created_at": MONDAY,
    },
    "article": _EDITABLE
    | {
        "outlet_id": None,
        "kind": "news",
        "url": "https://a.org",
        "url_key": "a.org",
        "published_from": None,
        "root_article_id": None,
    },
    "source": _EDITABLE
    | {
        "name": "NATO",
        "folded": "nato",
        "match_key": "nato",
        "kind": "group",
        "article_id": None,
        "ordinal": 1,
        "seniority": "unknown",
        "merged_into_id": None,
        "survivor_id": None,
    },
    "source_name": {
        "source_id": ID,
        "name": "OTAN",
        "folded": "otan",
        "match_key": "otan",
        "kind": "alias",
    },
    "source_identifier": {
        "source_id": ID,
        "scheme": "wikidata",
        "value": "Q7184",
        "visibility": "public",
        "withdrawn_at": None,
    },
    "article_address": {
        "article_id": ID,
        "kind": "canonical",
        "url": "https://a.org",
        "url_key": "a.org",
        "ordinal": 1,
        "visibility": "public",
        "withdrawn_at": None,
    },
    "article_identifier": {
        "article_id": ID,
        "scheme": "doi",
        "value": "10.1000/182",
        "value_key": "10.1000/182",
        "scope": 0,
        "visibility": "public",
        "withdrawn_at": None,
    },
    "article_band": {"article_id": ID, "band": 0, "hash": 7},
    "affiliation": {"source_id": ID, "organisation_id": ID + 1, "relation": "part_of"},
    "revision": {
        "article_id": ID,
        "number": 1,
        "captured_at": MONDAY,
        "text": "Words",
        "text_sha256": "0" * 64,
        "text_length": 5,
    },
    "claim": _EDITABLE
    | {
        "article_id": ID,
        "revision_id": ID,
        "text": "Words",
        "form": "paraphrase",
        "act": "assertion",
        "knowledge": "unknown",
        "terms": "unknown",
        "dated_at": MONDAY,
        "dated_basis": "recorded",
        "start": 0,
        "method": "manual",
        "review": "reviewed",
        "content_key": "0" * 32,
    },
    "attribution": {
        "claim_id": ID,
        "position": 1,
        "seq": 1,
        "printed_source_id": ID,
        "source_id": ID,
        "is_origin": True,
        **_CARRIED,
        "relation": "said",
    },
    "span": {
        "claim_id": ID,
        "part": "content",
        "position": None,
        "seq": 1,
        "start": 0,
        "end": 5,
        "exact": "Words",
        "prefix": "",
        "suffix": "",
        "anchor": "exact",
    },
    "claim_subject": {
        "claim_id": ID,
        "printed_source_id": ID,
        "source_id": ID,
        **_CARRIED,
    },
    "tag": _EDITABLE | {"name": "war", "match_key": "war"},
    "claim_tag": {"claim_id": ID, "tag_id": ID, **_CARRIED},
    "api_key": {
        "analyst_id": 1,
        "prefix": "a" * 12,
        "secret_sha256": "0" * 64,
        "created_at": MONDAY,
        "created_by_id": 1,
    },
    "saved_filter": {
        "owner_id": 1,
        "name": "rain",
        "kind": "claim",
        "query": "q=rain",
        "is_shared": True,
        "version": 1,
        "created_at": MONDAY,
        "updated_at": MONDAY,
    },
    "session": {
        "key_id": ID,
        "token_sha256": "0" * 64,
        "created_at": MONDAY,
        "used_at": MONDAY,
    },
    "idempotency": {
        "analyst_id": 1,
        "key": "k",
        "method": "POST",
        "path": "/tags",
        "body_sha256": "0" * 64,
        "status": 201,
        "headers": {},
        "body": b"",
        "expires_at": MONDAY,
    },
    "lease": {"name": "a job", "holder": "a process", "expires_at": MONDAY},
    "fact": _EDITABLE
    | {
        "slug": "war",
        "statement": "War breaks out.",
        "statement_key": "0" * 32,
        "kind": "event",
        "resolution_criteria": None,
        "opens_at": None,
        "resolves_by": None,
        "parent_id": None,
        "merged_into_id": None,
    },
    "stance": _OF_FACT | {"claim_id": ID, **_CARRIED, "stance": "supports"},
    "assessment": _OF_FACT
    | {"assessor_id": ID, "verdict": "true", "as_of": MONDAY, "probability": None},
    "evidence": {
        "judged_fact_id": ID,
        "assessment_id": ID,
        "claim_id": None,
        "article_id": None,
        "url": "https://a.org",
        "bearing": "supports",
    },
    "outcome": _OF_FACT | {"value": "yes", "known_at": MONDAY},
    "identity": _JUDGED
    | {
        "source_a_id": ID,
        "source_b_id": ID + 1,
        "judgement": "same",
        "score": None,
        "visibility": "restricted",
    },
    "rating": _JUDGED | {"source_id": ID, "reliability": "A", "topic": ""},
    "name_word": {
        "resource": "source",
        "visibility": "public",
        "record_id": ID,
        "rarity": 9,
        "word": "nato",
        "prefix_bits": -1,
    },
    "word_deletion": {
        "resource": "source",
        "visibility": "public",
        "deletion": "nat",
        "word": "nato",
    },
    **{
        f"{name}_search": {f"{name}_id": ID, "version": 1, "words": " it  rained "}
        for name in ("claim", "article", "source", "fact")
    },
    "claim_link": {"claim_id": ID, "other_id": ID + 1, "kind": "repeats"},
    "change": {
        "at": MONDAY,
        "analyst_id": 1,
        "action": "create",
        "resource": "claim",
        "record_id": ID,
        "version": 1,
        "visibility": "public",
        "digest": "0" * 64,
        "hash": "0" * 64,
    },
}


def insert(write: Write, table: str, *rows: Row) -> None:
    """Store valid rows with the given values; all rows give the same columns."""
    whole = [VALID[table] | row for row in rows]
    if whole:
        write.session.execute(TABLES[table].insert(), whole)
