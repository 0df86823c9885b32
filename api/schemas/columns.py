"""Fields with the same meaning in every record and every list."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Id, Instant

RecordId = Annotated[Id, Field(description="The id of this record.")]
Version = Annotated[
    int,
    Field(
        description="The version of this record: 1 when created, one more with each "
        "change. It is the number in the `ETag`.",
        examples=[3],
    ),
]
CreatedAt = Annotated[Instant, Field(description="When this was recorded, in UTC.")]
UpdatedAt = Annotated[
    Instant, Field(description="When this record was last changed, in UTC.")
]
WithdrawnAt = Annotated[
    Instant | None,
    Field(description="When this record was withdrawn; null while it is live."),
]
EmbargoedUntil = Annotated[
    Instant | None,
    Field(
        description="When this restricted record automatically becomes public; null if "
        "it does not."
    ),
]
NoteText = Annotated[
    str | None,
    Field(description="A remark by the analysts, which was not printed."),
]
Reason = Annotated[
    str | None,
    Field(description="The reason for the judgement, as its author gave it."),
]
Rationale = Annotated[str | None, Field(description="The reasons for the judgement.")]
NextCursor = Annotated[
    str | None,
    Field(
        description="Send it as `cursor` to get the next page; null on the last page.",
        examples=["WyI4ZjM0Il0"],
    ),
]
LanguageTag = Annotated[
    str | None,
    Field(description="The language, as a BCP 47 tag; null if unknown."),
]
CountryCode = Annotated[
    str | None,
    Field(description="The country, as an ISO 3166-1 alpha-2 code; null if unknown."),
]
AsOfInstant = Annotated[
    Instant | None,
    Field(description="The requested instant; null for now."),
]
