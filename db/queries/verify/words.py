"""The check of the words by which claims are found, which no database can compute."""

from db.engine.prepared import prepared
from db.engine.rows import StoredInstant, column
from db.models import Claim, ClaimSearch
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.search import VERSION
from db.search.analyser import claim_words
from db.search.docids import docid_of
from db.values.types import AnySelect, moment
from db.values.viewer import Viewer


class WordsRow(IdRow):
    """A claim, and what the index has of it."""

    id: int = column(Claim.id)
    text: str = column(Claim.text)
    statement: str | None = column(Claim.statement)
    language: str | None = column(Claim.language)
    review: str = column(Claim.review)
    dated_at: StoredInstant = column(Claim.dated_at)
    docid: int | None = column(ClaimSearch.id)
    version: int | None = column(ClaimSearch.version)
    words: str | None = column(ClaimSearch.words)

    @property
    def is_violation(self) -> bool:
        """Return whether it is found by other words than it has, or not at all."""
        expected = docid_of(moment(self.dated_at), self.id), VERSION, claim_words(self)
        return (self.docid, self.version, self.words) != expected


@prepared(WordsRow)
def list_words(*, viewer: Viewer) -> AnySelect:
    """Select all claims, live or withdrawn, with their rows of the index."""
    return (
        WordsRow.select()
        .outerjoin(ClaimSearch, ClaimSearch.claim_id == Claim.id)
        .where(visible(Claim, viewer, withdrawn=True))
        .order_by(Claim.id)
    )
