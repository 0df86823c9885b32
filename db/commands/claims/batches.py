"""Batches of claims that are stored together or not at all."""

from collections.abc import Sequence

from db.commands.claims.context import ArticleContext
from db.commands.claims.entries import Articles, Entry, known_to_entries
from db.commands.claims.making import ClaimSpec, NewClaim
from db.commands.claims.recording import record_claims
from db.engine.session import Write
from db.errors import DataError


def record_all(write: Write, entries: Sequence[Entry]) -> list[NewClaim]:
    """Store claims and return them, or raise all errors."""
    known = known_to_entries(write, entries)
    articles = Articles(known, entries)
    claims = list[tuple[ArticleContext, ClaimSpec]]()
    for number, entry in enumerate(entries):
        try:
            claims.append((articles.of(entry), entry.claim))
        except DataError as error:
            error.prefix_path("claims", number)
            raise
    return record_claims(known, claims)
