import pytest
from sqlalchemy import Boolean, literal, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite

from db.engine.prepared import Prepared, parameter, prepared
from db.models import Tag
from db.queries.filters import binds
from db.values.types import AnySelect, UtcDateTime
from tests.db.rows import MONDAY

SQLITE, POSTGRESQL = pysqlite.dialect(), asyncpg.dialect()


class TestPrepared:
    def test_is_built_once_for_each_shape(self) -> None:
        built: list[int] = []

        @prepared
        def build(*, count: int) -> AnySelect:
            built.append(count)
            return select(Tag.id).where(Tag.id.in_(binds("tag", count)))

        assert build(count=1) is build(count=1)
        assert build(count=1) is not build(count=2)
        assert built == [1, 2]

    def test_is_compiled_once_for_each_dialect(self) -> None:
        read = Prepared(select(Tag.id))

        assert read.compiled(SQLITE) is read.compiled(pysqlite.dialect())
        assert read.compiled(SQLITE) is not read.compiled(POSTGRESQL)

    def test_keeps_a_bounded_number_of_shapes(self) -> None:
        @prepared
        def build(*, number: int) -> AnySelect:
            return select(literal(number).label("number"))

        first = build(number=0)
        for number in range(2000):
            build(number=number)

        assert build(number=0) is not first


class TestBind:
    def test_orders_values_as_the_sql_wants_them(self) -> None:
        read = Prepared(
            select(Tag.id).where(
                Tag.name == parameter("second"),
                Tag.id.in_(binds("id", 2)),
                Tag.version == 7,
                Tag.note == parameter("first"),
            )
        )
        values = {"first": "a", "second": "b", "id__0": 1, "id__1": 2, "more": 9}

        assert read.compiled(SQLITE).bind(values) == ["b", 1, 2, 7, "a"]

    @pytest.mark.parametrize(
        ("dialect", "instant"),
        [(SQLITE, "2022-03-21T00:00:00.000000Z"), (POSTGRESQL, MONDAY)],
    )
    def test_stores_values_as_their_types_do(
        self, dialect: object, instant: object
    ) -> None:
        read = Prepared(
            select(Tag.id).where(
                Tag.created_at == parameter("at", UtcDateTime()),
                parameter("flag", Boolean()),
            )
        )

        bound = read.compiled(dialect).bind({"at": MONDAY, "flag": True})
        assert bound == [instant, True]

    def test_misses_what_is_not_given(self) -> None:
        read = Prepared(select(Tag.id).where(Tag.id == parameter("tag")))

        with pytest.raises(KeyError, match="tag"):
            read.compiled(SQLITE).bind({})


class TestRow:
    def test_has_the_names_of_the_columns(self) -> None:
        read = Prepared(select(Tag.id, Tag.name.label("called")))

        (row,) = read.compiled(SQLITE).rows([(1, "war")])
        assert (row.id, row.called, tuple(row)) == (1, "war", (1, "war"))
