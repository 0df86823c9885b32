"""Selects that are built once and compiled once for each dialect.

Building a select costs more than running it. A builder decorated with ``prepared``
therefore receives only the *shape* of a read: which filters it has, how many values
each filter has, the page size. Values are bound by name when the read runs.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial, wraps
from typing import Any, Generic, ParamSpec, TypeVar

from sqlalchemy import JSON, BindParameter, Boolean, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from db.engine.rows import Row
from db.values.types import AnySelect, UtcDateTime

# Types whose values the driver returns in another form.
LOADED = (UtcDateTime, Boolean, JSON)
SHAPES = 1024  # cached per builder; a hostile client pays for building more
Bound = list[Any] | dict[str, Any]
P = ParamSpec("P")
RowT = TypeVar("RowT", bound=Row)


def parameter(name: str, type_: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """Return a bind parameter whose value is passed as ``name`` when the read runs."""
    # Not "required": SQLAlchemy would ask for the value when it expands an IN list.
    return bindparam(name, type_=type_, required=False)


class Compiled(Generic[RowT]):
    """The SQL of a select in one dialect, the order of its parameters, its row type."""

    def __init__(
        self, statement: AnySelect, dialect: Dialect, row_type: type[RowT]
    ) -> None:
        # The bind names of IN lists are in the SQL only after this step.
        options = {"render_postcompile": True}
        compiled: Any = statement.compile(dialect=dialect, compile_kwargs=options)
        self.sql = str(compiled)
        fixed = compiled.params
        self._parameters = [
            (name, fixed.get(name), _processor(compiled.binds.get(name), dialect))
            for name in compiled.positiontup or fixed
        ]
        self._is_positional = compiled.positiontup is not None
        self._row: Callable[[Any], RowT] = partial(tuple.__new__, row_type)
        self._loaders = _loaders(statement, dialect)

    def named(self, values: Mapping[str, Any]) -> Bound:
        """Return the parameters as the SQL needs them: by position or by name."""
        bound = self.bind(values)
        if self._is_positional:
            return bound
        names = (name for name, *_ in self._parameters)
        return dict(zip(names, bound, strict=True))

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters in their order in the SQL."""
        found = []
        for name, fixed, process in self._parameters:
            value = values[name] if fixed is None else fixed
            found.append(process(value) if process else value)
        return found

    def rows(self, found: Iterable[Any]) -> list[RowT]:
        """Return the rows of a driver as rows with named columns."""
        row = self._row
        return [row(one) for one in found]  # `map` would not let other threads run

    def loaded_rows(self, found: Iterable[Any]) -> list[RowT]:
        """Return the rows of a driver with named columns and Python values."""
        return self.rows(map(self._loaded, found) if self._loaders else found)

    def _loaded(self, found: Any) -> list[Any]:  # noqa: ANN401 - a row of the driver
        values = list(found)
        for at, load in self._loaders:
            values[at] = load(values[at])
        return values


class Prepared(Generic[RowT]):
    """A select, its row type, and the compiled SQL for each dialect used so far.

    Raise ``TypeError`` if the select has other columns than the row type.
    """

    def __init__(self, statement: AnySelect, row_type: type[RowT]) -> None:
        names = [str(one.key) for one in statement.selected_columns]
        if names != list(row_type.columns):
            message = f"{row_type.__name__} does not have the columns {names}"
            raise TypeError(message)
        self.statement, self.row_type = statement, row_type
        self._compiled: dict[str, Compiled[RowT]] = {}

    def compiled(self, dialect: Dialect) -> Compiled[RowT]:
        """Return the SQL for ``dialect``, compiled at the first call."""
        key = f"{dialect.name}+{dialect.driver}"
        if (found := self._compiled.get(key)) is None:
            found = Compiled(self.statement, dialect, self.row_type)
            self._compiled[key] = found
        return found


def prepared(
    row_type: type[RowT],
) -> Callable[[Callable[P, AnySelect]], Callable[P, Prepared[RowT]]]:
    """Cache the select that a builder returns for each combination of arguments.

    The select must have the columns of ``row_type``, in their order.
    """
    return prepared_by(lambda *_, **__: row_type)


def prepared_by(
    row_type_of: Callable[..., type[RowT]],
) -> Callable[[Callable[P, AnySelect]], Callable[P, Prepared[RowT]]]:
    """Cache the select that a builder returns for each combination of arguments.

    ``row_type_of`` returns the row type for the same arguments.
    """

    def decorate(builder: Callable[P, AnySelect]) -> Callable[P, Prepared[RowT]]:
        @lru_cache(SHAPES)
        def memoized(*args: P.args, **kwargs: P.kwargs) -> Prepared[RowT]:
            return Prepared(builder(*args, **kwargs), row_type_of(*args, **kwargs))

        @wraps(builder)
        def build(*args: P.args, **kwargs: P.kwargs) -> Prepared[RowT]:
            # Hashable, since a builder takes shapes; the type of P cannot say so.
            return memoized(*args, **kwargs)  # type: ignore[arg-type]  # hashable, as above

        return build

    return decorate


def _loaders(
    statement: AnySelect, dialect: Dialect
) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return the functions that convert values, by the indexes of their columns."""
    columns = enumerate(statement.selected_columns)
    loaders = ((at, _loader(one.type, dialect)) for at, one in columns)
    return [(at, load) for at, load in loaders if load]


def _loader(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return a function that converts the value of the driver, if one is needed."""
    if not isinstance(type_, LOADED):
        return None
    load: Callable[[Any], Any] | None = type_.dialect_impl(dialect).result_processor(
        dialect, None
    )
    return load


def _processor(bind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:  # noqa: ANN401 - private type
    if bind is None:
        return None
    process: Callable[[Any], Any] | None = bind.type.dialect_impl(
        dialect
    ).bind_processor(dialect)
    return process
