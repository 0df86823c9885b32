"""Selects that are built once and compiled once for each dialect.

Building a select costs more than running it. A builder decorated with ``prepared`` is
therefore called with the *shape* of a read only (which filters, how many values each,
which page size); what is looked for is bound by name when the read runs.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial, wraps
from typing import Any, ParamSpec

from sqlalchemy import BindParameter, bindparam
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from db.values.types import AnySelect

SHAPES = 1024  # kept for each builder; more are built anew, as hostile clients pay
P = ParamSpec("P")


def parameter(name: str, type_: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """Return a value that is bound by ``name`` when the read runs."""
    # Not "required": SQLAlchemy would want it already when an IN list is written out.
    return bindparam(name, type_=type_, required=False)


class Compiled:
    """The SQL of one select on one dialect, its parameters in order, its rows."""

    def __init__(self, statement: AnySelect, dialect: Dialect) -> None:
        # The bound names of IN lists stand in the SQL only after this step.
        options = {"render_postcompile": True}
        compiled: Any = statement.compile(dialect=dialect, compile_kwargs=options)
        self.sql = str(compiled)
        fixed = compiled.params
        self._parameters = [
            (name, fixed.get(name), _processor(compiled.binds.get(name), dialect))
            for name in compiled.positiontup or ()
        ]
        names = [str(column.key) for column in statement.selected_columns]
        row = namedtuple("Row", names)  # type: ignore[misc] # named by the select
        self._row: Callable[[Any], Any] = partial(tuple.__new__, row)

    def bind(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters in the order the SQL wants them."""
        found = []
        for name, fixed, process in self._parameters:
            value = values[name] if fixed is None else fixed
            found.append(process(value) if process else value)
        return found

    def rows(self, found: Iterable[Any]) -> list[Any]:
        """Return what a driver found as rows with names."""
        row = self._row
        return [row(one) for one in found]  # unlike map, it lets other threads in


class Prepared:
    """A select, and what each dialect compiled it to."""

    def __init__(self, statement: AnySelect) -> None:
        self.statement = statement
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: Dialect) -> Compiled:
        """Return the SQL for ``dialect``, compiled at the first call."""
        key = f"{dialect.name}+{dialect.driver}"
        if (found := self._compiled.get(key)) is None:
            found = self._compiled[key] = Compiled(self.statement, dialect)
        return found


def prepared(builder: Callable[P, AnySelect]) -> Callable[P, Prepared]:
    """Remember what ``builder`` makes of each combination of arguments."""

    @lru_cache(SHAPES)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> Prepared:
        return Prepared(builder(*args, **kwargs))

    @wraps(builder)
    def build(*args: P.args, **kwargs: P.kwargs) -> Prepared:
        # Hashable, since a builder takes shapes; the type of P cannot say so.
        return remembered(*args, **kwargs)  # type: ignore[arg-type]

    return build


def _processor(bind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:  # noqa: ANN401 - private type
    if bind is None:
        return None
    process: Callable[[Any], Any] | None = bind.type.dialect_impl(
        dialect
    ).bind_processor(dialect)
    return process
