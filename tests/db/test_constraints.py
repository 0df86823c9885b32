"""Each constraint is violated once, by a row that is otherwise valid."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from db.commands.records import SHARED
from db.engine.session import Write
from db.models import Base, Editable
from db.models.base import LiveKey
from db.queries.word_indexes import INDEXES
from tests.db.conftest import undone
from tests.db.rows import ID, MONDAY, TABLES, VALID, Row, insert

NOWHERE = 8_000_000
SUNDAY = MONDAY - timedelta(days=1)
UNNAMED = {"kind": "anonymous_person", "article_id": ID}
SELF = {"id": NOWHERE}

# What a second row needs besides another id, where something is unique.
SECOND: dict[str, Row] = {
    "article": {"url": "https://b.org", "url_key": "b.org"},
    "source": {"name": "EU", "folded": "eu", "match_key": "eu"},
    "source_name": {"name": "NATO"},
    "source_identifier": {"value": "Q458"},
    "article_address": {"url_key": "b.org"},
    "article_identifier": {"value_key": "10.1000/183"},
    "article_band": {"band": 1},
    "revision": {"number": 2, "text_sha256": "1" * 64},
    "claim": {"content_key": "1" * 32},
    "attribution": {"seq": 2, "printed_source_id": ID + 1},
    "tag": {"name": "peace", "match_key": "peace"},
    **{f"{name}_search": {f"{name}_id": ID + 1} for name in INDEXES},
    "claim_subject": {"printed_source_id": ID + 1},
    "claim_tag": {"tag_id": ID + 1},
    "analyst": {"name": "Day desk"},
    "api_key": {"prefix": "b" * 12},
    "session": {"token_sha256": "1" * 64},
    "saved_filter": {"name": "snow"},
    "idempotency": {"key": "l"},
    "lease": {"name": "another job"},
    "fact": {"slug": "peace"},
    "stance": {"fact_id": ID + 1},
    "assessment": {"assessor_id": ID + 1},
    "outcome": {"fact_id": ID + 1},
    "identity": {"source_b_id": ID + 3},
    "rating": {"topic": "war"},
    "claim_link": {"kind": "answers"},
}
# Others that are there before, for rows that point at two.
OTHERS: dict[str, Row] = {
    "source": {"name": "UN", "folded": "un", "match_key": "un"},
    "article": {"url": "https://c.org", "url_key": "c.org"},
    "tag": {"name": "truce", "match_key": "truce"},
    "claim": {"content_key": "2" * 32},
    "fact": {"slug": "truce"},
    "assessment": {"assessor_id": None},
}

CHECKS: list[tuple[str, str, Row]] = [
    ("analyst", "kind", {"kind": "robot"}),
    ("analyst", "role", {"role": "owner"}),
    ("source", "visibility", {"visibility": "secret"}),
    ("source", "embargo_until", {"embargo_until": MONDAY}),
    ("source", "version", {"version": 0}),
    ("source", "kind", {"kind": "country"}),
    ("source", "seniority", {"seniority": "old"}),
    ("source", "name", {"name": ""}),
    ("source", "ordinal", {"ordinal": 0}),
    ("source", "people", {"people": 0}),
    ("source", "country_code", {"country_code": "USA"}),
    (
        "source",
        "merged_into",
        SELF | {"merged_into_id": NOWHERE, "survivor_id": NOWHERE},
    ),
    ("source", "survivor", {"merged_into_id": ID}),
    ("source", "survivor", {"survivor_id": ID}),
    ("source", "unnamed", {"article_id": ID}),
    ("source", "unnamed", {"kind": "unresolved"}),
    ("source_name", "kind", {"kind": "nickname"}),
    ("source_name", "name", {"name": ""}),
    ("source_identifier", "visibility", {"visibility": "secret"}),
    ("source_identifier", "value", {"value": ""}),
    ("source_identifier", "value", {"scheme": ""}),
    ("affiliation", "relation", {"relation": "owns"}),
    ("affiliation", "held_ordered", {"held_from": MONDAY, "held_to": MONDAY}),
    ("affiliation", "held_precision", {"held_precision": "week"}),
    ("affiliation", "self", {"organisation_id": ID}),
    ("affiliation", "target", {"organisation_id": None, "relation": None}),
    ("affiliation", "related", {"relation": None}),
    ("article", "visibility", {"visibility": "secret"}),
    ("article", "embargo_until", {"embargo_until": MONDAY}),
    ("article", "version", {"version": 0}),
    ("article", "kind", {"kind": "rumour"}),
    (
        "article",
        "published_ordered",
        {"published_from": MONDAY, "published_to": SUNDAY},
    ),
    ("article", "published_precision", {"published_precision": "week"}),
    ("article", "updated_ordered", {"updated_from": MONDAY, "updated_to": MONDAY}),
    ("article", "updated_precision", {"updated_precision": "week"}),
    ("article", "availability", {"availability": "gone"}),
    ("article", "url_key", {"url_key": None}),
    ("article", "url_key", {"url": None}),
    ("article", "root_article", SELF | {"root_article_id": NOWHERE}),
    (
        "article",
        "merged_into",
        SELF | {"merged_into_id": NOWHERE, "survivor_id": NOWHERE},
    ),
    ("article", "survivor", {"merged_into_id": ID}),
    ("article", "survivor", {"survivor_id": ID}),
    ("article_address", "kind", {"kind": "short"}),
    ("article_address", "visibility", {"visibility": "secret"}),
    ("article_address", "ordinal", {"ordinal": 0}),
    ("article_identifier", "scheme", {"scheme": "isbn"}),
    ("article_identifier", "value", {"value": ""}),
    ("article_identifier", "visibility", {"visibility": "secret"}),
    ("article_band", "band", {"band": 16}),
    ("revision", "number", {"number": 0}),
    ("revision", "text_length", {"text_length": -1}),
    ("revision", "text_sha256", {"text_sha256": "1" * 63}),
    ("claim", "visibility", {"visibility": "secret"}),
    ("claim", "embargo_until", {"embargo_until": MONDAY}),
    ("claim", "version", {"version": 0}),
    ("claim", "said_ordered", {"said_from": MONDAY, "said_to": MONDAY}),
    ("claim", "said_precision", {"said_precision": "week"}),
    ("claim", "about_ordered", {"about_from": MONDAY, "about_to": SUNDAY}),
    ("claim", "about_precision", {"about_precision": "decade"}),
    ("claim", "form", {"form": "song"}),
    ("claim", "act", {"act": "lie"}),
    ("claim", "knowledge", {"knowledge": "all"}),
    ("claim", "terms", {"terms": "friendly"}),
    ("claim", "dated_basis", {"dated_basis": "guessed"}),
    ("claim", "method", {"method": "magic"}),
    ("claim", "review", {"review": "done"}),
    ("claim", "text", {"text": ""}),
    ("claim", "text", {"text": "x" * 20_001}),
    ("claim", "confidence", {"confidence": 101}),
    ("claim", "confidence", {"confidence": -1}),
    (
        "claim",
        "probability_basis",
        {"probability_basis": "hunch", "probability_low": 0},
    ),
    ("claim", "probability", {"probability_basis": "analyst", "probability_low": -0.1}),
    ("claim", "probability", {"probability_basis": "analyst", "probability_high": 1.1}),
    (
        "claim",
        "probability_ordered",
        {"probability_basis": "analyst", "probability_low": 0.5, "probability_high": 0},
    ),
    ("claim", "probability_given", {"probability_basis": "analyst"}),
    ("claim", "probability_given", {"probability_low": 0.5}),
    ("claim", "off_record", {"terms": "off_record"}),
    ("claim", "start", {"start": -1}),
    (
        "claim",
        "merged_into",
        SELF
        | {"merged_into_id": NOWHERE, "survivor_id": NOWHERE}
        | {"withdrawn_at": MONDAY},
    ),
    ("claim", "survivor", {"merged_into_id": ID, "withdrawn_at": MONDAY}),
    ("claim", "survivor", {"survivor_id": ID}),
    ("claim", "merged", {"merged_into_id": ID, "survivor_id": ID}),
    ("attribution", "relation", {"relation": "heard"}),
    ("attribution", "position", {"position": 0}),
    ("attribution", "seq", {"seq": 0}),
    ("span", "part", {"part": "headline"}),
    ("span", "anchor", {"anchor": "lost"}),
    ("span", "content", {"position": 1}),
    ("span", "source", {"part": "source"}),
    ("span", "seq", {"seq": 0}),
    ("span", "start", {"start": -1, "end": 4}),
    ("span", "length", {"exact": "Word"}),
    ("span", "ordered", {"end": 0, "exact": ""}),
    ("span", "context", {"prefix": "x" * 33}),
    ("span", "context", {"suffix": "x" * 33}),
    ("tag", "visibility", {"visibility": "secret"}),
    ("tag", "embargo_until", {"embargo_until": MONDAY}),
    ("tag", "version", {"version": 0}),
    ("tag", "name", {"name": ""}),
    ("api_key", "prefix", {"prefix": "a" * 11}),
    ("api_key", "secret_sha256", {"secret_sha256": "1" * 63}),
    ("api_key", "expires_at", {"expires_at": MONDAY}),
    ("idempotency", "key", {"key": ""}),
    ("idempotency", "key", {"key": "k" * 256}),
    ("idempotency", "body_sha256", {"body_sha256": "1" * 63}),
    ("idempotency", "status", {"status": 409}),
    ("session", "token_sha256", {"token_sha256": "1" * 63}),
    ("session", "used_at", {"used_at": SUNDAY}),
    ("saved_filter", "name", {"name": ""}),
    ("saved_filter", "kind", {"kind": "tag"}),
    ("saved_filter", "version", {"version": 0}),
    ("lease", "name", {"name": ""}),
    ("lease", "name", {"name": "n" * 65}),
    ("lease", "holder", {"holder": ""}),
    ("lease", "holder", {"holder": "h" * 256}),
    ("fact", "visibility", {"visibility": "secret"}),
    ("fact", "embargo_until", {"embargo_until": MONDAY}),
    ("fact", "version", {"version": 0}),
    ("fact", "kind", {"kind": "rumour"}),
    ("fact", "slug", {"slug": ""}),
    ("fact", "statement", {"statement": ""}),
    ("fact", "statement", {"statement": "x" * 2001}),
    ("fact", "forecast", {"kind": "forecast", "resolution_criteria": "x"}),
    ("fact", "forecast", {"kind": "forecast", "resolves_by": MONDAY}),
    ("fact", "closes_at", {"opens_at": MONDAY, "closes_at": MONDAY}),
    ("fact", "resolves_by", {"opens_at": MONDAY, "resolves_by": SUNDAY}),
    ("fact", "parent", SELF | {"parent_id": NOWHERE}),
    ("fact", "merged_into", SELF | {"merged_into_id": NOWHERE}),
    ("stance", "stance", {"stance": "agrees"}),
    ("assessment", "verdict", {"verdict": "half_true"}),
    ("assessment", "probability", {"probability": 1.1}),
    ("assessment", "probability", {"probability": -0.1}),
    ("evidence", "bearing", {"bearing": "proves"}),
    ("evidence", "one", {"url": None}),
    ("evidence", "one", {"claim_id": ID}),
    ("evidence", "one", {"url": None, "claim_id": ID, "article_id": ID}),
    ("outcome", "value", {"value": "maybe"}),
    ("outcome", "occurred_ordered", {"occurred_from": MONDAY, "occurred_to": MONDAY}),
    ("outcome", "occurred_precision", {"occurred_precision": "week"}),
    ("rating", "reliability", {"reliability": "G"}),
    ("claim_link", "kind", {"kind": "mocks"}),
    ("claim_link", "self", {"other_id": ID}),
    ("identity", "judgement", {"judgement": "equal"}),
    ("identity", "visibility", {"visibility": "secret"}),
    ("identity", "ordered", {"source_b_id": ID}),
    ("identity", "score", {"score": 1.1}),
    ("identity", "score", {"score": -0.1}),
    ("change", "action", {"action": "delete"}),
    ("change", "version", {"version": 0}),
    ("change", "visibility", {"visibility": "secret"}),
    ("name_word", "resource", {"resource": "claim"}),
    ("name_word", "visibility", {"visibility": "secret"}),
    ("word_deletion", "resource", {"resource": "claim"}),
    ("word_deletion", "visibility", {"visibility": "secret"}),
    ("change", "digest", {"digest": "0" * 63}),
    ("change", "hash", {"hash": ""}),
]
UNIQUE: list[tuple[str, str, Row]] = [
    ("identity", "uq_identity_standing", {"source_b_id": ID + 1}),
    ("source", "uq_source_live_unnamed", UNNAMED | {"match_key": "nato"}),
    ("source_name", "uq_source_name_source_id_name_kind", {"name": "OTAN"}),
    ("source_identifier", "uq_source_identifier_live", {"value": "Q7184"}),
    ("article", "uq_article_live_url", {"url_key": "a.org"}),
    ("article_address", "uq_article_address_live", {"url_key": "a.org"}),
    ("article_identifier", "uq_article_identifier_live", {"value_key": "10.1000/182"}),
    ("article_band", "uq_article_band_article_id_band", {"band": 0}),
    ("revision", "uq_revision_article_id_number", {"number": 1}),
    ("claim", "uq_claim_live_content_key", {"content_key": "0" * 32}),
    ("attribution", "uq_attribution_claim_id_position_seq", {"seq": 1}),
    (
        "attribution",
        "uq_attribution_claim_id_printed_source_id",
        {"printed_source_id": ID},
    ),
    (
        "claim_subject",
        "uq_claim_subject_claim_id_printed_source_id",
        {"printed_source_id": ID},
    ),
    ("tag", "uq_tag_live_name", {"match_key": "war"}),
    ("claim_tag", "uq_claim_tag_claim_id_tag_id", {"tag_id": ID}),
    ("analyst", "uq_analyst_name", {"name": "desk"}),
    ("api_key", "uq_api_key_prefix", {"prefix": "a" * 12}),
    ("idempotency", "uq_idempotency_analyst_id_key", {"key": "k"}),
    ("session", "uq_session_token_sha256", {"token_sha256": "0" * 64}),
    ("saved_filter", "uq_saved_filter_owner_id_name", {"name": "rain"}),
    ("lease", "uq_lease_name", {"name": "a job"}),
    ("fact", "uq_fact_live_slug", {"slug": "war"}),
    ("stance", "uq_stance_standing", {"fact_id": ID}),
    ("assessment", "uq_assessment_standing", {"assessor_id": ID}),
    ("assessment", "uq_assessment_standing_desk", {"assessor_id": None}),
    ("outcome", "uq_outcome_standing", {"fact_id": ID}),
    ("rating", "uq_rating_standing", {"topic": ""}),
    *(
        (f"{name}_search", f"uq_{name}_search_{name}_id", {f"{name}_id": ID})
        for name in INDEXES
    ),
    ("claim_link", "uq_claim_link_claim_id_other_id_kind", {"kind": "repeats"}),
]
FOREIGN: list[tuple[str, str, Row]] = [
    ("identity", "source_a_id_source", {"source_a_id": ID + 2}),
    ("identity", "source_b_id_source", {"source_b_id": NOWHERE}),
    ("identity", "analyst_id_analyst", {"analyst_id": NOWHERE}),
    ("source", "article_id_article", UNNAMED | {"article_id": NOWHERE}),
    (
        "source",
        "merged_into_id_source",
        {"merged_into_id": NOWHERE, "survivor_id": NOWHERE},
    ),
    ("source_name", "source_id_source", {"source_id": NOWHERE}),
    ("source_identifier", "source_id_source", {"source_id": NOWHERE}),
    ("affiliation", "source_id_source", {"source_id": NOWHERE}),
    ("affiliation", "organisation_id_source", {"organisation_id": NOWHERE}),
    ("article", "outlet_id_source", {"outlet_id": NOWHERE}),
    ("article", "root_article_id_article", {"root_article_id": NOWHERE}),
    ("article_address", "article_id_article", {"article_id": NOWHERE}),
    ("article_identifier", "article_id_article", {"article_id": NOWHERE}),
    ("article_band", "article_id_article", {"article_id": NOWHERE}),
    ("revision", "article_id_article", {"article_id": NOWHERE}),
    ("claim", "article_id_article", {"article_id": NOWHERE, "revision_id": None}),
    ("claim", "article_id_revision_id_revision", {"article_id": ID + 1}),
    ("attribution", "claim_id_claim", {"claim_id": NOWHERE}),
    ("attribution", "printed_source_id_source", {"printed_source_id": NOWHERE}),
    ("attribution", "source_id_source", {"source_id": NOWHERE}),
    ("span", "claim_id_claim", {"claim_id": NOWHERE}),
    ("claim_subject", "claim_id_claim", {"claim_id": NOWHERE}),
    ("claim_subject", "printed_source_id_source", {"printed_source_id": NOWHERE}),
    ("claim_subject", "source_id_source", {"source_id": NOWHERE}),
    ("claim_tag", "claim_id_claim", {"claim_id": NOWHERE}),
    ("claim_tag", "tag_id_tag", {"tag_id": NOWHERE}),
    ("api_key", "analyst_id_analyst", {"analyst_id": NOWHERE}),
    ("api_key", "created_by_id_analyst", {"created_by_id": NOWHERE}),
    ("api_key", "revoked_by_id_analyst", {"revoked_by_id": NOWHERE}),
    ("session", "key_id_api_key", {"key_id": NOWHERE}),
    ("saved_filter", "owner_id_analyst", {"owner_id": NOWHERE}),
    ("idempotency", "analyst_id_analyst", {"analyst_id": NOWHERE}),
    ("fact", "parent_id_fact", {"parent_id": NOWHERE}),
    ("fact", "merged_into_id_fact", {"merged_into_id": NOWHERE}),
    ("stance", "analyst_id_analyst", {"analyst_id": NOWHERE}),
    ("stance", "claim_id_claim", {"claim_id": NOWHERE}),
    ("stance", "judged_fact_id_fact", {"judged_fact_id": NOWHERE}),
    ("stance", "fact_id_fact", {"fact_id": NOWHERE}),
    ("assessment", "analyst_id_analyst", {"analyst_id": NOWHERE}),
    ("assessment", "assessor_id_source", {"assessor_id": NOWHERE}),
    ("assessment", "judged_fact_id_fact", {"judged_fact_id": NOWHERE}),
    ("assessment", "fact_id_fact", {"fact_id": NOWHERE}),
    (
        "evidence",
        "judged_fact_id_assessment_id_assessment",
        {"judged_fact_id": ID + 1},
    ),
    ("evidence", "claim_id_claim", {"claim_id": NOWHERE, "url": None}),
    ("evidence", "article_id_article", {"article_id": NOWHERE, "url": None}),
    ("outcome", "analyst_id_analyst", {"analyst_id": NOWHERE}),
    ("outcome", "judged_fact_id_fact", {"judged_fact_id": NOWHERE}),
    ("outcome", "fact_id_fact", {"fact_id": NOWHERE}),
    ("rating", "analyst_id_analyst", {"analyst_id": NOWHERE}),
    ("rating", "source_id_source", {"source_id": NOWHERE}),
    *(
        (f"{name}_search", f"{name}_id_{name}", {f"{name}_id": NOWHERE})
        for name in INDEXES
    ),
    ("claim_link", "claim_id_claim", {"claim_id": NOWHERE}),
    ("claim_link", "other_id_claim", {"other_id": NOWHERE}),
    ("change", "analyst_id_analyst", {"analyst_id": NOWHERE}),
]
# What nothing can violate but with another one: no row has the id of another, which
# foreign keys point at; and the fact of evidence is that of its assessment.
IMPLIED = {
    "uq_revision_article_id_id",
    "uq_assessment_judged_fact_id_id",
    "fk_evidence_judged_fact_id_fact",
}


@pytest.fixture(scope="module")
def filled(written: Write) -> Write:
    """One row in each table, and two rows in tables that are referred to."""
    for table in VALID:
        insert(written, table, {"id": ID})
        if table in OTHERS:
            insert(written, table, OTHERS[table] | {"id": ID + 1})
    insert(written, "source", UNNAMED | {"id": ID + 3})
    return written


@pytest.fixture
def rows(filled: Write) -> Iterator[Write]:
    with undone(filled) as write:
        yield write


def refusal(write: Write, table: str, values: Row) -> Any:
    """Return how the database refuses the second row of ``table`` with ``values``."""
    with pytest.raises(IntegrityError) as caught, write.session.begin_nested():
        insert(write, table, {"id": ID + 2} | SECOND.get(table, {}) | values)
    return caught.value.orig


def reason(error: Any) -> str:
    """Return the name of the violated constraint, or what SQLite says instead."""
    if diagnosis := getattr(error, "diag", None):
        name: str = diagnosis.constraint_name
        return name
    return str(error)


class TestChecks:
    @pytest.mark.parametrize(("table", "name", "values"), CHECKS)
    def test_refuse_rows(self, rows: Write, table: str, name: str, values: Row) -> None:
        error = refusal(rows, table, values)

        assert reason(error).split(": ")[-1] == f"ck_{table}_{name}"


class TestUniqueness:
    @pytest.mark.parametrize(("table", "name", "values"), UNIQUE)
    def test_is_enforced(self, rows: Write, table: str, name: str, values: Row) -> None:
        error = refusal(rows, table, values)

        columns = ", ".join(f"{table}.{column}" for column in columns_of(table, name))
        sqlite = f"UNIQUE constraint failed: {columns}"
        assert reason(error) in {name, sqlite}

    @pytest.mark.parametrize(
        ("table", "values"),
        [(table, values) for table, name, values in UNIQUE if "_live" in name],
    )
    @pytest.mark.parametrize(
        "free", [{"withdrawn_at": MONDAY}, {"visibility": "restricted"}]
    )
    def test_withdrawn_or_restricted_rows_may_be_equal(
        self, rows: Write, table: str, values: Row, free: Row
    ) -> None:
        insert(rows, table, {"id": ID + 2} | SECOND[table] | values | free)

    @pytest.mark.parametrize(
        ("table", "values"),
        [(table, values) for table, name, values in UNIQUE if "_standing" in name],
    )
    def test_superseded_judgements_may_be_equal(
        self, rows: Write, table: str, values: Row
    ) -> None:
        gone = {"superseded_at": MONDAY}

        insert(rows, table, {"id": ID + 2} | SECOND[table] | values | gone)

    def test_every_table_with_unique_indexes_has_a_conflict_message(self) -> None:
        models = {mapper.class_ for mapper in Base.registry.mappers}
        named = {
            model.__tablename__
            for model in models
            if issubclass(model, Editable | LiveKey)
            and any(index.unique for index in TABLES[model.__tablename__].indexes)
        }

        assert named == SHARED.keys()


class TestForeignKeys:
    @pytest.mark.parametrize(("table", "name", "values"), FOREIGN)
    def test_refuse_rows(self, rows: Write, table: str, name: str, values: Row) -> None:
        error = refusal(rows, table, values)

        sqlite = "FOREIGN KEY constraint failed"
        assert reason(error) in {f"fk_{table}_{name}", sqlite}


class TestNotNull:
    @pytest.mark.parametrize(
        ("table", "column"),
        [
            (table.name, column.name)
            for table in TABLES.values()
            for column in table.columns
            if not column.nullable and not column.primary_key
        ],
    )
    def test_is_enforced(self, rows: Write, table: str, column: str) -> None:
        error = str(refusal(rows, table, {column: None}))

        sqlite = f"NOT NULL constraint failed: {table}.{column}"
        assert error == sqlite or f'null value in column "{column}"' in error


class TestRows:
    @pytest.mark.parametrize("table", VALID)
    def test_are_valid_without_the_violation(self, rows: Write, table: str) -> None:
        insert(rows, table, {"id": ID + 2} | SECOND.get(table, {}))

    def test_violate_every_constraint(self) -> None:
        violated = {f"ck_{table}_{name}" for table, name, _ in CHECKS}
        violated |= {name for _, name, _ in UNIQUE}
        violated |= {f"fk_{table}_{name}" for table, name, _ in FOREIGN}

        names = {name for table in TABLES.values() for name in constraints_of(table)}
        assert violated == names - IMPLIED


def constraints_of(table: Table) -> Iterator[str]:
    kinds = (CheckConstraint, UniqueConstraint, ForeignKeyConstraint)
    found = (one for one in table.constraints if isinstance(one, kinds))
    yield from (str(one.name) for one in found)
    yield from (str(index.name) for index in table.indexes if index.unique)


def columns_of(table: str, name: str) -> list[str]:
    unique = [*TABLES[table].constraints, *TABLES[table].indexes]
    (found,) = (one for one in unique if one.name == name)
    return [column.name for column in found.columns]
