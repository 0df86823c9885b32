"""The words by which claims are found."""

from sqlalchemy import DDL, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.values.types import Key

# An expression and no column: the rows stay small, and are the same on both databases.
TERMS = text("array_to_tsvector(array_remove(string_to_array(btrim(words), ' '), ''))")


class ClaimSearch(Base):
    """The search text of a claim; computed, and read by nothing but searches.

    The id is the number of the claim in the index (``db.search.docids``). ``version``
    is that of the rules by which the words were found in the claim.
    """

    __tablename__ = "claim_search"
    __table_args__ = (
        UniqueConstraint("claim_id"),
        Index("ix_claim_search_words", TERMS, postgresql_using="gin").ddl_if(
            dialect="postgresql"
        ),
    )

    id: Mapped[Key] = mapped_column(primary_key=True, autoincrement=False)
    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    version: Mapped[int]
    words: Mapped[str]


# The index of SQLite is a table, which knows no positions: phrases are found in the
# stored words. All bytes of other letters than those of ASCII belong to words.
event.listen(
    ClaimSearch.__table__,
    "after_create",
    DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy's
        "CREATE VIRTUAL TABLE claim_fts USING fts5(words, content='claim_search', "
        "content_rowid='id', columnsize=0, detail=none, tokenize='ascii')"
    ).execute_if(dialect="sqlite"),
)
