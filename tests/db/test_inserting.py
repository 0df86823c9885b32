"""Rows that are stored without mapped objects: few of them, and many."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from db.engine.session import Write, insert_rows
from db.engine.session.inserting import COPIED
from db.models import Change, Tag
from db.models.analyst import LOCAL

HARD = 'tab\there\nline "quoted" \\N \\. é 𝄞'
AT = datetime(2022, 3, 22, 1, 2, 3, 450000, tzinfo=UTC)
MANY = [1, COPIED]


def entry(number: int) -> dict[str, Any]:
    return {
        "at": AT,
        "analyst_id": LOCAL,
        "action": "update",
        "resource": "tag",
        "record_id": number,
        "version": 2,
        "before": {"name": HARD, "tags": [number, None]} if number else None,
        "reason": HARD if number else None,
        "visibility": "public",
        "salt": "00",
        "digest": "1" * 64,
        "state": "22",
        "shape": "33",
        "hash": "4" * 64,
    }


def tag(number: int) -> dict[str, Any]:
    name = f"tag {number}"
    return {
        "name": name,
        "match_key": name,
        "folded": name,
        "version": 1,
        "created_at": AT,
        "updated_at": AT,
        "visibility": "public",
        "embargo_inherited": False,
    }


class TestInsertRows:
    @pytest.mark.parametrize("many", MANY)
    def test_stores_values_unchanged(self, write: Write, many: int) -> None:
        entries = [entry(number) for number in range(many)]

        insert_rows(write.connection, [(Change, entries)])

        stored = select(Change).where(Change.action == "update").order_by(Change.id)
        found = [
            {name: getattr(one, name) for name in entries[0]}
            for one in write.session.scalars(stored)
        ]
        assert found == entries
        write.session.execute(delete(Change).where(Change.action == "update"))

    @pytest.mark.parametrize("many", MANY)
    def test_raises_the_error_of_a_violated_constraint(
        self, write: Write, many: int
    ) -> None:
        tags = [tag(number) for number in range(many)]

        with pytest.raises(IntegrityError), write.savepoint():
            insert_rows(write.connection, [(Tag, [*tags, tags[0]])])

        assert not write.scalars(select(Tag.id).where(Tag.name.like("tag %")))
