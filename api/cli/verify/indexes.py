"""Checks that the full-text indexes agree with their rows."""

from sqlalchemy import URL

from api.cli.opening import is_sqlite
from api.cli.verify.reporting import Violation
from db.commands.index_checks import is_damaged
from db.queries.word_indexes import INDEXES

WHOLE = "The index of words has the words of its rows: see `onrecord search --rebuild`."


def damaged_indexes(url: URL) -> list[Violation]:
    """Return the SQLite indexes that differ from their rows, as in a damaged file."""
    if not is_sqlite(url):
        return []
    return [
        {"check": f"{resource}.index", "sentence": WHOLE, "ids": [], "more": False}
        for resource, index in INDEXES.items()
        if is_damaged(url, index)
    ]
