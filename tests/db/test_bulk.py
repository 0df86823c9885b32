from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from db.commands.bulk import BulkLoad, bulk_load
from db.engine.session import make_session_factory, write_transaction
from db.errors import ConflictError, InvalidError
from db.models import Article, Attribution, Base, Claim, Source, Tag
from tests.conftest import empty
from tests.factories import make_claim

MONDAY = datetime(2022, 3, 21, 8, 30, tzinfo=UTC)
EDITABLE = ("id", "version", "created_at", "updated_at", "visibility")
COMMON = (1, MONDAY, MONDAY, "public")
TAG = (*EDITABLE, "name", "match_key")


def load_tags(load: BulkLoad, *names: str) -> None:
    rows = [(row_id, *COMMON, name, name) for row_id, name in enumerate(names, 1)]
    load.insert(Tag, TAG, rows)


def orphan(load: BulkLoad) -> None:
    columns = (*EDITABLE, "name", "folded", "kind", "ordinal", "seniority")
    row = (1, *COMMON, "official", "official", "anonymous_person", 1, "unknown")
    load.insert(Source, (*columns, "article_id"), [(*row, 99)])


def twins(load: BulkLoad) -> None:
    load_tags(load, "war", "war")


def nameless(load: BulkLoad) -> None:
    load_tags(load, "")


def everything(engine: Engine, model: type[Base]) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(select(model.__table__).order_by(model.id))
        return [dict(row) for row in rows.mappings()]


@pytest.mark.usefixtures("emptied")
class TestBulkLoad:
    def test_stores_rows_as_the_commands_do(self, engine: Engine) -> None:
        with write_transaction(make_session_factory(engine)) as write:
            make_claim(write, hedges=["could"], said_from=MONDAY)
        models: tuple[type[Base], ...] = (Source, Article, Claim, Attribution)
        written = {model: everything(engine, model) for model in models}
        empty(engine)

        with bulk_load(engine) as load:
            for model, rows in written.items():
                columns = list(rows[0])[::-1]
                load.insert(
                    model, columns, [[row[name] for name in columns] for row in rows]
                )

        assert {model: everything(engine, model) for model in models} == written

    def test_gives_the_next_record_the_next_id(self, engine: Engine) -> None:
        with bulk_load(engine) as load:
            load_tags(load, "war", "budget")
            load.insert(Source, EDITABLE, [])

        with write_transaction(make_session_factory(engine)) as write:
            claim = make_claim(write, tags=("water",))
            assert [tag.tag_id for tag in claim.tags] == [3]

    @pytest.mark.parametrize(
        ("rows", "error"),
        [
            (orphan, (InvalidError, IntegrityError)),
            (twins, (IntegrityError,)),
            (nameless, (IntegrityError,)),
        ],
    )
    def test_rolls_back_invalid_rows_and_restores_the_indexes(
        self,
        engine: Engine,
        rows: Callable[[BulkLoad], None],
        error: tuple[type[Exception], ...],
    ) -> None:
        with (
            pytest.raises((*error, driver_error(engine))),
            bulk_load(engine) as load,
        ):
            rows(load)

        assert everything(engine, Tag) == everything(engine, Source) == []
        for table in ("tag", "source"):
            found = {index["name"] for index in inspect(engine).get_indexes(table)}
            assert found >= {i.name for i in Base.metadata.tables[table].indexes}

    def test_refuses_a_database_that_is_not_empty(self, engine: Engine) -> None:
        with bulk_load(engine) as load:
            load_tags(load, "war")

        with (
            pytest.raises(ConflictError, match="not empty: it has tag 1"),
            bulk_load(engine),
        ):
            pass

    def test_leaves_the_models_as_they_were(self, engine: Engine) -> None:
        """A key added again was missing from every table that was made later."""
        tables = Base.metadata.tables.values()
        before = [str(CreateTable(t).compile(engine)) for t in tables]

        with bulk_load(engine) as load:
            load.insert(Claim, EDITABLE, [])
            load.insert(Source, EDITABLE, [])

        assert [str(CreateTable(t).compile(engine)) for t in tables] == before

    def test_checks_foreign_keys_again_afterwards(self, engine: Engine) -> None:
        with bulk_load(engine) as load:
            load_tags(load, "war")

        with engine.begin() as connection, pytest.raises(IntegrityError):
            connection.execute(
                Base.metadata.tables["claim_tag"].insert(),
                {"claim_id": 1, "tag_id": 1, "dated_at": MONDAY},
            )


def driver_error(engine: Engine) -> type[Exception]:
    error: type[Exception] = engine.dialect.loaded_dbapi.IntegrityError
    return error
