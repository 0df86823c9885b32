"""The search texts of records, which the full-text indexes contain."""

from typing import Any

from sqlalchemy import DDL, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from db.models.base import Base
from db.values.types import Key

SUFFIX = "_search"
# An expression index, not a column: rows stay small and equal on both databases.
TERMS = text("array_to_tsvector(array_remove(string_to_array(btrim(words), ' '), ''))")


class WordRow(Base):
    """The search text of a record; computed, and used only by searches.

    The id is the document number in the index (``db.search.docids``). ``version`` is
    the version of the analyser that found the words.
    """

    __abstract__ = True

    id: Mapped[Key] = mapped_column(
        primary_key=True, autoincrement=False, sort_order=-1
    )
    version: Mapped[int]
    words: Mapped[str]

    @declared_attr
    @classmethod
    def record_id(cls) -> Mapped[Key]:
        """Return the reference to the record, which has the name of its table."""
        resource = cls.__tablename__.removesuffix(SUFFIX)
        return mapped_column(f"{resource}_id", ForeignKey(f"{resource}.id"))

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> Any:  # noqa: ANN401 - constraints and indexes
        resource = cls.__tablename__.removesuffix(SUFFIX)
        terms = Index(f"ix_{cls.__tablename__}_words", TERMS, postgresql_using="gin")
        unique = UniqueConstraint(f"{resource}_id")
        return (unique, terms.ddl_if(dialect="postgresql"))


class ClaimSearch(WordRow):
    """The search text of a claim."""

    __tablename__ = "claim_search"


class ArticleSearch(WordRow):
    """The search text of an article: its title and its newest text."""

    __tablename__ = "article_search"


class SourceSearch(WordRow):
    """The search text of a source: all its names."""

    __tablename__ = "source_search"


class FactSearch(WordRow):
    """The search text of a fact: its statement, its place and its slug."""

    __tablename__ = "fact_search"


# The FTS5 tables store no positions: phrases are tested in the stored words. All bytes
# above ASCII belong to words.
for _model in WordRow.__subclasses__():
    event.listen(
        _model.__table__,
        "after_create",
        DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy's
            f"CREATE VIRTUAL TABLE {_model.__tablename__.removesuffix(SUFFIX)}_fts "
            f"USING fts5(words, content='{_model.__tablename__}', "
            "content_rowid='id', columnsize=0, detail=none, tokenize='ascii')"
        ).execute_if(dialect="sqlite"),
    )
