"""Records as rows of CSV, without formulas that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from api.pages.csv_columns import COLUMNS
from api.serializers.values import Json

# A spreadsheet takes a cell with such a start for a formula; some read full-width
# signs, too. Where it separates cells by semicolons, a quoted cell is divided at each.
SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
RUN = re.compile(rf"^(?=[\t\r\n])|(?:^|(?<=[;\t\r\n]))(?= ?[{SIGNS}])")


def csv_of(resource: str, rows: Iterable[Json], *, named: bool = True) -> str:
    """Return records as CSV; several values are separated by “; ”.

    If ``named``, the first line has the names of the columns.
    """
    columns = [column.split(".") for column in COLUMNS[resource]]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    if named:
        writer.writerow("_".join(column) for column in columns)
    for row in rows:
        writer.writerow(_safe(_value(row, column)) for column in columns)
    return file.getvalue()


def _value(row: Any, path: Sequence[str]) -> Any:  # noqa: ANN401 - any JSON
    """Return the value at a path; for a list, the values in all its members."""
    if isinstance(row, list):
        return "; ".join(_text(_value(one, path)) for one in row)
    if not path or row is None:
        return row
    return _value(row[path[0]], path[1:])


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON
    return "" if value is None else str(value)


def _safe(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a cell in which a quote stands before each start of a formula."""
    return RUN.sub("'", value) if isinstance(value, str) else value
