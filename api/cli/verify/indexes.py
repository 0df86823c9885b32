"""Whether the indexes of words have the words of their rows."""

from sqlalchemy import URL

from api.cli.opening import as_text, opened
from api.cli.verify.reporting import Violation
from db.commands.search import is_damaged
from db.queries.word_indexes import INDEXES

WHOLE = "The index of words has the words of its rows: see `onrecord search --rebuild`."


def damaged_indexes(url: URL) -> list[Violation]:
    """Return the indexes of SQLite that a damaged file has left with other words."""
    with opened(as_text(url)) as sessions, sessions() as session:
        return [
            {"check": f"{resource}.index", "sentence": WHOLE, "ids": [], "more": False}
            for resource, index in INDEXES.items()
            if is_damaged(session, index)
        ]
