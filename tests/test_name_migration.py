"""Names that were distinct before match keys, and have the same key now."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, Table, select, update

from db.commands.sources import resolve_source
from db.engine.session import (
    Write,
    make_session_factory,
    write_transaction,
)
from db.errors import ConflictError
from db.models import Base, Tag
from db.queries.verify import CHECKS
from db.values.viewer import LOCAL_VIEWER
from tests.factories import make_article, make_claim, make_source, make_unnamed
from tests.test_migrations import config_of

BEFORE = "e07b52d9a3f8"
BEFORE_LABELS = "5e8c07d4a9b1"
TABLES = Base.metadata.tables
LISTED = {"source": "namesakes", "tag": "namesakes", "claim": "repeated"}


def put(engine: Engine, table: str, record_id: int, **values: Any) -> None:
    """Store values that no command would store today."""
    changed = TABLES[table]
    with engine.begin() as connection:
        row = update(changed).where(changed.c.id == record_id).values(values)
        assert connection.execute(row).rowcount == 1


def pairs(write: Write) -> dict[str, tuple[int, int]]:
    """Record pairs that differ, and return their ids."""
    article, speaker = make_article(write), make_source(write)
    unnamed = [make_unnamed(write, article, name=name).id for name in ("spy", "agent")]
    claims = [
        make_claim(write, speaker, article=article, text=text, tags=(tag,)).id
        for text, tag in (("It rained.", "election"), ("It snowed.", "vote"))
    ]
    tags = write.session.scalars(select(Tag.id).order_by(Tag.id.desc()).limit(2)).all()
    return {
        "source": (unnamed[0], unnamed[1]),
        "claim": (claims[0], claims[1]),
        "tag": (min(tags), max(tags)),
    }


def keys(engine: Engine, table: Table, key: str, ids: tuple[int, int]) -> list[str]:
    with engine.connect() as connection:
        found = select(table.c[key]).where(table.c.id.in_(ids)).order_by(table.c.id)
        return list(connection.scalars(found).all())


class TestEqualKeys:
    def test_leave_two_records_which_are_listed(
        self, spare: Engine, databases: list[str]
    ) -> None:
        with write_transaction(make_session_factory(spare)) as write:
            told = pairs(write)
        command.downgrade(config_of(databases[2]), BEFORE)
        put(spare, "source", told["source"][1], name="a  Spy", folded="a  spy")
        put(spare, "claim", told["claim"][1], text="It\u00a0 rained.")
        put(spare, "tag", told["tag"][1], name="Election")

        command.upgrade(config_of(databases[2]), "head")

        for table, key in (
            ("source", "match_key"),
            ("tag", "match_key"),
            ("claim", "content_key"),
        ):
            one, other = keys(spare, TABLES[table], key, told[table])
            assert one != other
        with write_transaction(make_session_factory(spare)) as write:
            for table, check in LISTED.items():
                builder = CHECKS[f"{table}.{check}"].builder
                found = [row.id for row in write.rows(builder(viewer=LOCAL_VIEWER))]
                assert found == [told[table][1]], table

    def test_leave_two_sources_which_are_listed_as_candidates(
        self, spare: Engine, databases: list[str]
    ) -> None:
        with write_transaction(make_session_factory(spare)) as write:
            one, other = (make_source(write, name=name).id for name in ("Dana W", "D"))
        command.downgrade(config_of(databases[2]), BEFORE)
        put(spare, "source", other, name="Dana\u200b W ", folded="dana\u200b w ")

        command.upgrade(config_of(databases[2]), "head")

        described = {"source": {"kind": "person", "name": "Dana W"}}
        with (
            write_transaction(make_session_factory(spare)) as write,
            pytest.raises(ConflictError) as caught,
        ):
            resolve_source(write, described, "source")
        assert [one["id"] for one in caught.value.candidates] == [one, other]

    def test_mark_namesakes_for_distinct_labels(
        self, spare: Engine, databases: list[str]
    ) -> None:
        names = ("Dana W", "dana w", "Elin V")
        with write_transaction(make_session_factory(spare)) as write:
            sources = [make_source(write, name=name).id for name in names]
        command.downgrade(config_of(databases[2]), BEFORE_LABELS)

        command.upgrade(config_of(databases[2]), "head")

        table = TABLES["source"]
        with spare.connect() as connection:
            noted = select(table.c.id).where(table.c.has_namesakes)
            found = connection.scalars(noted.order_by(table.c.id)).all()
        assert list(found) == sources[:2]
