"""Dates as they are typed: as exact as they are written."""

from typer import BadParameter

from db.values.dates import parse_date


def fuzzy_date(typed: str) -> str:
    """Return a date as a request would have it, if it is one."""
    written = typed.strip()
    try:
        parse_date(written)
    except ValueError as error:
        raise BadParameter(str(error)) from error
    return written
