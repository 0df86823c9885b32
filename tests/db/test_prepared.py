import pytest
from sqlalchemy import Boolean, literal, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite

from db.engine.prepared import Prepared, parameter, prepared, prepared_by
from db.engine.rows import Row, column
from db.models import Tag
from db.queries.filters import binds
from db.values.types import AnySelect, UtcDateTime
from tests.db.rows import MONDAY
from tests.untyped import untyped

SQLITE, POSTGRESQL = pysqlite.dialect(), asyncpg.dialect()


class TagRow(Row):
    id: int = column(Tag.id)


class NumberRow(Row):
    number: int = column(literal(0))


class TestPrepared:
    def test_is_built_once_for_each_shape(self) -> None:
        built: list[int] = []

        @prepared(TagRow)
        def build(*, count: int) -> AnySelect:
            built.append(count)
            return TagRow.select().where(Tag.id.in_(binds("tag", count)))

        assert build(count=1) is build(count=1)
        assert build(count=1) is not build(count=2)
        assert built == [1, 2]

    def test_is_compiled_once_for_each_dialect(self) -> None:
        read = Prepared(TagRow.select(), TagRow)

        assert read.compiled(SQLITE) is read.compiled(pysqlite.dialect())
        assert read.compiled(SQLITE) is not read.compiled(POSTGRESQL)

    def test_keeps_a_bounded_number_of_shapes(self) -> None:
        @prepared(NumberRow)
        def build(*, number: int) -> AnySelect:
            return select(literal(number).label("number"))

        first = build(number=0)
        for number in range(2000):
            build(number=number)

        assert build(number=0) is not first


class TestPreparedAs:
    def test_row_type_depends_on_the_arguments(self) -> None:
        types: dict[str, type[Row]] = {"tag": TagRow, "number": NumberRow}

        @prepared_by(lambda *, name: types[name])
        def build(*, name: str) -> AnySelect:
            return types[name].select()

        assert build(name="tag").row_type is TagRow
        assert build(name="number").row_type is NumberRow
        assert build(name="tag") is build(name="tag")


class TestBind:
    def test_orders_values_like_the_parameters_of_the_sql(self) -> None:
        read = untyped(
            TagRow.select().where(
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
        [(SQLITE, "2022-03-21"), (POSTGRESQL, MONDAY)],
    )
    def test_converts_values_by_their_types(
        self, dialect: object, instant: object
    ) -> None:
        read = untyped(
            TagRow.select().where(
                Tag.created_at == parameter("at", UtcDateTime()),
                parameter("flag", Boolean()),
            )
        )

        bound = read.compiled(dialect).bind({"at": MONDAY, "flag": True})
        assert bound == [instant, True]

    def test_requires_every_value(self) -> None:
        read = untyped(TagRow.select().where(Tag.id == parameter("tag")))

        with pytest.raises(KeyError, match="tag"):
            read.compiled(SQLITE).bind({})


class TestRow:
    def test_has_the_names_of_the_columns(self) -> None:
        class CalledRow(TagRow):
            called: str = column(Tag.name)

        read = Prepared(CalledRow.select(), CalledRow)

        (row,) = read.compiled(SQLITE).rows([(1, "war")])
        assert (row.id, row.called, tuple(row)) == (1, "war", (1, "war"))

    def test_has_the_fields_of_its_bases_first(self) -> None:
        class NamedRow(Row):
            name: str = column(Tag.name)

        class BothRow(TagRow, NamedRow):
            note: str | None = column(Tag.note)

        assert list(BothRow.columns) == ["id", "name", "note"]
        assert BothRow.of({"note": "n", "id": 1, "name": "war"}) == (1, "war", "n")

    def test_takes_computed_fields_from_the_builder(self) -> None:
        read = Prepared(NumberRow.select(number=literal(7)), NumberRow)

        compiled = read.compiled(SQLITE)

        assert compiled.bind({}) == [7]

    def test_refuses_other_attributes(self) -> None:
        row = TagRow((1,))

        with pytest.raises(AttributeError):
            row.called = "war"  # type: ignore[attr-defined]

    def test_must_have_the_columns_of_its_select(self) -> None:
        with pytest.raises(TypeError, match="TagRow"):
            Prepared(select(Tag.id, Tag.name), TagRow)
