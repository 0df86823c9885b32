"""Redaction erases every text of a record, except for the listed columns."""

from collections.abc import Iterator, Mapping, Set

import pytest
from sqlalchemy import JSON, CheckConstraint, Column, String, Table

from db.commands.redaction.erasing import ERASE, Erase, erase_identity
from db.models import Base
from db.queries.snapshots import (
    RECORDS,
    Snapshot,
    child_columns,
    children_of,
    record_columns,
)
from db.queries.word_indexes import INDEXES

SAID = "what the record says"
ERASES: Mapping[str, Erase] = {**ERASE, "identity": erase_identity}
# Texts in snapshots that stay: they do not reveal content.
STAYING: Mapping[str, Set[str]] = {
    "article": {"language"},
    "claim": {"language"},
}
# Texts in no snapshot; in the first tables they are computed from others.
IN_NO_SNAPSHOT: Mapping[str, Set[str]] = {
    "article_address": {"url_key"},
    "article_identifier": {"value_key"},
    **{f"{name}_search": {"words"} for name in INDEXES},
    "fact": {"statement_key"},
    "name_word": {"word"},
    "word_deletion": {"deletion", "word"},
    "revision": {"text"},
    "attribution": {"draft_visibility"},
    "claim_subject": {"draft_visibility"},
    "claim_tag": {"draft_visibility"},
    "stance": {"draft_visibility"},
    "source": {"folded", "match_key"},
    "source_name": {"folded", "match_key"},
    "tag": {"match_key"},
    # These are of no record. Redaction erases reasons, snapshots and kept responses.
    "analyst": {"name"},
    "api_key": {"note", "prefix", "secret_sha256"},
    "change": {
        "before",
        "reason",
        "request_id",
        "resource",
        # Digests confirm no guess without the salt, which is erased.
        *("digest", "hash", "salt", "shape", "state"),
    },
    "idempotency": {"body_sha256", "headers", "key", "method", "path"},
    "lease": {"holder", "name"},
    "session": {"token_sha256"},
    "saved_filter": {"name", "query"},
}
TABLES = Base.metadata.tables


def is_free_text(column: Column[object]) -> bool:
    """Return whether a column can contain any text, not only values of a list."""
    listed = any(
        str(check.sqltext).startswith(f"{column.key} IN (")
        for check in column.table.constraints
        if isinstance(check, CheckConstraint)
    )
    return isinstance(column.type, String | JSON) and not listed


def texts_of(table: Table) -> set[str]:
    return {column.key for column in table.columns if is_free_text(column)}


def filled(columns: list[Column[object]]) -> Snapshot:
    return {one.key: SAID if is_free_text(one) else 1 for one in columns}


def erased_texts(resource: str) -> Iterator[tuple[str, str]]:
    """Yield the table and the column of each text that redaction erases."""
    children = children_of(resource)
    said = filled(record_columns(resource)) | {
        name: [filled(child_columns(child))] for name, child in children.items()
    }
    left = ERASES[resource](said)
    for name, child in children.items():
        (before,), after = said[name], left[name]
        for key in before:
            if before[key] == SAID and not any(one[key] == SAID for one in after):
                yield child.target.name, key
    for key, value in said.items():
        if value == SAID and left[key] != SAID:
            yield resource, key


ERASED = {found for resource in RECORDS for found in erased_texts(resource)}


@pytest.mark.parametrize("name", TABLES)
def test_every_text_column_is_erased_or_listed_as_kept(name: str) -> None:
    """A new column of a record, or of its children, does not escape redaction."""
    erased = {key for table, key in ERASED if table == name}

    left = texts_of(TABLES[name]) - erased

    assert left == STAYING.get(name, set()) | IN_NO_SNAPSHOT.get(name, set())


def test_columns_with_a_closed_list_are_not_free_text() -> None:
    claim = TABLES["claim"]

    assert is_free_text(claim.c.text)
    assert is_free_text(claim.c.hedges)
    assert not is_free_text(claim.c.form)
    assert not is_free_text(claim.c.version)
