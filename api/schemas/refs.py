"""References to records in other records."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import CreatedResource, SourceKind
from api.schemas.dates import FuzzyDateOut
from api.schemas.types import Answer, Id, Instant


class SourceRef(Answer):
    """A reference to a source."""

    id: Id = Field(description="The id of the source.")
    name: str = Field(
        description="Its name; for an unnamed source, the words of the article.",
        examples=["US officials"],
    )
    label: str = Field(
        description="Its name, with a distinction from other sources with that name: "
        "for a named one an organisation, the country, an identifier or the id; for "
        "an unnamed one the outlet, the date of the article and the id.",
        examples=["US officials · CNN 2022-03-22 · #15"],
    )
    kind: SourceKind


class ArticleRef(Answer):
    """A reference to an article."""

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
    """A reference to a fact."""

    id: Id = Field(description="The id of the fact.")
    slug: str = Field(
        description="The words that identify the fact in URLs.",
        examples=["belarus-enters-ukraine"],
    )
    statement: str = Field(
        description="The proposition.",
        examples=["Belarusian forces enter Ukraine before 2023."],
    )


class ClaimRef(Answer):
    """A reference to a claim."""

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
    """A record that a write created besides its own record."""

    resource: CreatedResource
    id: Id = Field(description="The id of the record that was created.")


class MatchedRecord(Answer):
    """A record that a description in the request matched."""

    pointer: str = Field(
        description="A JSON Pointer (RFC 6901) to the description.",
        examples=["/claims/3/attribution/0/source"],
    )
    resource: CreatedResource
    id: Id = Field(description="The id of the record.")
    name: str = Field(description="The name that was sent.", examples=["NATO"])
    filled: list[str] = Field(
        description="The empty fields that were filled, and the lists that "
        "got more entries. An added alias is one of `names`.",
        examples=[["country_code"]],
    )


MatchedRecords = Annotated[
    list[MatchedRecord],
    Field(description="Records that descriptions matched, so that none was created."),
]
CreatedRecords = Annotated[
    list[Created],
    Field(
        description="Other records that this request created, such as described "
        "sources."
    ),
]
