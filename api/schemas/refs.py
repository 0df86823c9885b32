"""Records as they appear in other records."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import CreatedResource, SourceKind
from api.schemas.dates import FuzzyDateOut
from api.schemas.types import Answer, Id, Instant


class SourceRef(Answer):
    """A source, in short."""

    id: Id = Field(description="The id of the source.")
    name: str = Field(
        description="Its name; of an unnamed source, what the article calls it.",
        examples=["US officials"],
    )
    label: str = Field(
        description="Its name, with what tells the source from others that are called "
        "so: of a named one an organisation, the country, an identifier or the id; of "
        "an unnamed one the outlet, the date of the article and the id.",
        examples=["US officials · CNN 2022-03-22 · #15"],
    )
    kind: SourceKind


class ArticleRef(Answer):
    """An article, in short."""

    id: Id = Field(description="The id of the article.")
    title: str | None = Field(description="Its headline; null if unknown.")
    url: str | None = Field(description="Its web address; null if unknown.")
    published: FuzzyDateOut | None = Field(
        description="When it was published; null if unknown."
    )
    outlet: SourceRef | None = Field(
        description="The outlet that published it; null if there is none."
    )


class FactRef(Answer):
    """A fact, in short."""

    id: Id = Field(description="The id of the fact.")
    slug: str = Field(
        description="The words that stand for the fact in addresses.",
        examples=["belarus-enters-ukraine"],
    )
    statement: str = Field(
        description="The proposition.",
        examples=["Belarusian forces enter Ukraine before 2023."],
    )


class ClaimRef(Answer):
    """A claim, in short."""

    id: Id = Field(description="The id of the claim.")
    text: str = Field(description="Its words, as printed.")


class RevisionRef(Answer):
    """A revision of an article, without its text."""

    id: Id = Field(description="The id of the revision.")
    number: int = Field(description="1 for the first text, 2 for the next …")
    captured_at: Instant = Field(description="When the text was captured.")
    text_length: int = Field(description="The length of the text, in code points.")
    text_sha256: str = Field(
        description="The SHA-256 digest of the text in UTF-8, in hexadecimal."
    )


class Created(Answer):
    """A record that a write created besides the one it was for."""

    resource: CreatedResource
    id: Id = Field(description="The id of the record that was created.")


class MatchedRecord(Answer):
    """A record that a description in the request was found to mean."""

    pointer: str = Field(
        description="A JSON Pointer (RFC 6901) to the description.",
        examples=["/claims/3/attribution/0/source"],
    )
    resource: CreatedResource
    id: Id = Field(description="The id of the record.")
    name: str = Field(description="The name that was sent.", examples=["NATO"])
    filled: list[str] = Field(
        description="The fields that were empty and are now filled, and the lists that "
        "got more entries. An alias that was added is one of `names`.",
        examples=[["country_code"]],
    )


MatchedRecords = Annotated[
    list[MatchedRecord],
    Field(description="Records that were described and found, not created."),
]
CreatedRecords = Annotated[
    list[Created],
    Field(
        description="Other records that this request created, such as sources that "
        "were described."
    ),
]
