"""Dates on the command line, with the precision of their text."""

from typer import BadParameter

from db.values.dates import parse_date


def fuzzy_date(typed: str) -> str:
    """Return a typed date in the form of a request, if it is a date."""
    written = typed.strip()
    try:
        parse_date(written)
    except ValueError as error:
        raise BadParameter(str(error)) from error
    return written
