import json
from typing import Any

import pytest
from sqlalchemy import Engine, inspect

from db.commands.claims import Selector
from db.engine.session import make_session_factory, write_transaction
from db.errors import ConflictError
from seeds.generate import generate
from tests.conftest import empty
from tests.factories import make_article, make_claim, make_source
from tests.seeds.conftest import everything


class TestGenerate:
    @pytest.fixture(autouse=True)
    def start_empty(self, emptied: Engine) -> None:
        """Leave an empty database at the end, too: generated data is committed."""

    def test_makes_the_same_record_from_the_same_seed(
        self, engine: Engine, database_url: str
    ) -> None:
        empty(engine)  # ids of words are numbered from 1
        first = generate(database_url, claims=300, seed=7)
        rows = stored(engine)
        empty(engine)

        second = generate(database_url, claims=300, seed=7)

        assert first == second
        assert stored(engine) == rows

    def test_makes_another_record_from_another_seed(
        self, engine: Engine, database_url: str
    ) -> None:
        generate(database_url, claims=50, seed=1)
        rows = stored(engine)
        empty(engine)

        generate(database_url, claims=50, seed=2)

        assert stored(engine)["claim"] != rows["claim"]

    @pytest.mark.parametrize("claims", [1, 2, 25])
    def test_makes_small_records_too(
        self, engine: Engine, database_url: str, claims: int
    ) -> None:
        report = generate(database_url, claims=claims, seed=1)

        assert report.claims == len(stored(engine)["claim"]) == claims

    def test_refuses_a_database_that_is_not_empty(
        self, engine: Engine, database_url: str
    ) -> None:
        with write_transaction(make_session_factory(engine)) as write:
            source = make_source(write)
        rows = stored(engine)

        with pytest.raises(
            ConflictError, match=f"not empty: it has source {source.id}"
        ):
            generate(database_url, claims=10, seed=1)

        assert stored(engine) == rows

    def test_reports_its_progress(self, database_url: str) -> None:
        told: list[int] = []

        generate(database_url, claims=210, seed=1, progress=told.append, chunk=100)

        assert told == sorted(told)
        assert len(told) == 2
        assert told[-1] == 210

    def test_leaves_the_schema_as_it_was(
        self, engine: Engine, database_url: str
    ) -> None:
        before = schema(engine)

        generate(database_url, claims=10, seed=1)

        assert schema(engine) == before

    def test_new_records_continue_the_ids(
        self, engine: Engine, database_url: str
    ) -> None:
        report = generate(database_url, claims=10, seed=1)

        with write_transaction(make_session_factory(engine)) as write:
            article = make_article(write, "It rained.")
            words = Selector("content", exact="It rained")
            claim = make_claim(write, article=article, spans=(words,), tags=("rain",))

        assert claim.id == report.claims + 1
        assert article.id == report.articles + 1


def stored(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return everything(connection)


def schema(engine: Engine) -> Any:
    found = inspect(engine)
    tables = {
        table: (
            sorted(found.get_indexes(table), key=str),
            sorted(found.get_foreign_keys(table), key=str),
        )
        for table in found.get_table_names()
    }
    return json.loads(json.dumps(tables, default=str))  # conditions as their words
