"""The words of names, which suggest records while a person types."""

from typing import Any, get_args

from sqlalchemy import BigInteger, Index, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Visibility, one_of
from db.values.types import Key

SUGGESTED = ("source", "outlet", "fact", "tag")
# Lengths of indexed prefixes; the rest of a longer prefix is tested.
BEGINNINGS = (1, 2, 3, 4, 6)


def beginning(length: int) -> Any:  # noqa: ANN401 - a column
    """Return the expression of a prefix of a word, equal to that of the index."""
    return literal_column(f"substr(word, 1, {length})")


class NameWord(Base):
    """A word of a name of a live record, or of a record merged into it; computed.

    ``rarity`` is lower for records with more claims. ``record_id`` has no foreign key,
    because it refers to a different table for each resource. ``prefix_bits`` has a bit
    for each prefix of all words of the record; all bits if it is not computed.
    """

    __tablename__ = "name_word"
    __table_args__ = (
        one_of("resource", SUGGESTED),
        one_of("visibility", get_args(Visibility)),
        Index("ix_name_word_record", "resource", "record_id", "word"),
        Index(
            "ix_name_word_word",
            "resource",
            "visibility",
            "word",
            "rarity",
            "record_id",
            "prefix_bits",
        ),
        *(
            Index(
                f"ix_name_word_beginning_{length}",
                "resource",
                "visibility",
                beginning(length),
                "rarity",
                "record_id",
                "prefix_bits",
            )
            for length in BEGINNINGS
        ),
    )

    resource: Mapped[str]
    visibility: Mapped[str]
    record_id: Mapped[Key] = mapped_column()
    rarity: Mapped[int]
    word: Mapped[str]
    prefix_bits: Mapped[int] = mapped_column(BigInteger, server_default=text("-1"))


class WordDeletion(Base):
    """A prefix of a word of a name, whole or without one letter; computed.

    A mistyped word and the correct word have one of these in common.
    """

    __tablename__ = "word_deletion"
    __table_args__ = (
        one_of("resource", SUGGESTED),
        one_of("visibility", get_args(Visibility)),
        Index("ix_word_deletion", "resource", "visibility", "deletion", "word"),
        Index("ix_word_deletion_word", "word"),
    )

    resource: Mapped[str]
    visibility: Mapped[str]
    deletion: Mapped[str]
    word: Mapped[str]
