"""Claims as rows of plain values, for tables."""

from pydantic import Field

from api.schemas.claims.hidden import HiddenClaims
from api.schemas.closed_lists import (
    Act,
    DatedBasis,
    Form,
    Knowledge,
    Method,
    Precision,
    ProbabilityBasis,
    Review,
    Terms,
    Visibility,
)
from api.schemas.columns import (
    CreatedAt,
    EmbargoedUntil,
    LanguageTag,
    NextCursor,
    NoteText,
    RecordId,
    UpdatedAt,
    Version,
    WithdrawnAt,
)
from api.schemas.facets import FacetsOfPage
from api.schemas.search_bounds import SearchBounds
from api.schemas.totals import Total
from api.schemas.types import Answer, Id, Instant

SEVERAL = "several are separated by semicolons"
WRITTEN = (
    "as text such as 2022-03-22, 2022-Q1 or 2022; an interval without a precision as "
    "2022-03-22T00:00:00Z/.., with two points for an open end"
)
FIRST = "the first of them if there are several; null if there is none."


class FlatClaim(Answer):
    """A claim as one row of plain values."""

    id: RecordId
    version: Version
    speaker: str | None = Field(
        description=f"The names of the sources at position 1; {SEVERAL}. Null if the "
        "claim has no source.",
        examples=["senior US defense official"],
    )
    speaker_kind: str | None = Field(
        description="The kinds of these sources, in the same order.",
        examples=["anonymous_person"],
    )
    speaker_id: Id | None = Field(description=f"The id of the speaker, {FIRST}")
    origin: str | None = Field(
        description=f"The names of the sources at the last position; {SEVERAL}.",
        examples=["US Department of Defense"],
    )
    origin_kind: str | None = Field(
        description="The kinds of these sources, in the same order.",
        examples=["organisation"],
    )
    origin_id: Id | None = Field(description=f"The id of the origin, {FIRST}")
    chain: str | None = Field(
        description="The outlet, and the whole chain through which the claim came: "
        "people by name, unnamed sources by their descriptor, others as printed.",
        examples=["CNN ← senior US defense official ← the Pentagon"],
    )
    outlet: str | None = Field(
        description="The name of the outlet that published the article.",
        examples=["CNN"],
    )
    outlet_id: Id | None = Field(description="The id of that outlet.")
    article_id: Id = Field(description="The id of the article that printed it.")
    article_title: str | None = Field(description="The headline of the article.")
    url: str | None = Field(description="The web address of the article.")
    published: str | None = Field(
        description=f"When the article was published, {WRITTEN}.",
        examples=["2022-03-22"],
    )
    published_from: Instant | None = Field(
        description="The earliest possible instant of publication."
    )
    published_to: Instant | None = Field(
        description="The first instant after the latest possible publication."
    )
    published_precision: Precision | None = Field(
        description="The precision of that date."
    )
    revision_id: Id | None = Field(
        description="The id of the revision in which it was printed."
    )
    text: str = Field(description="The words of the claim, as printed.")
    statement: str | None = Field(
        description="The claim in words that are clear without the article."
    )
    form: Form
    act: Act
    hedges: str | None = Field(
        description=f"The printed words that weaken the claim; {SEVERAL}.",
        examples=["likely"],
    )
    probability_low: float | None = Field(
        description="The lower end of the stated probability."
    )
    probability_high: float | None = Field(
        description="The upper end of the stated probability."
    )
    probability_basis: ProbabilityBasis | None
    channel: str | None = Field(
        description="The channel through which the source spoke."
    )
    knowledge: Knowledge
    terms: Terms
    terms_reason: str | None = Field(
        description="The reason for not naming the source, as printed."
    )
    said: str | None = Field(
        description=f"When it was said, {WRITTEN}.", examples=["2022-03-21"]
    )
    said_from: Instant | None = Field(
        description="The earliest possible instant at which it was said."
    )
    said_to: Instant | None = Field(
        description="The first instant after the latest possible one."
    )
    said_precision: Precision | None = Field(description="The precision of that date.")
    said_text: str | None = Field(description="The words for that date, as printed.")
    about: str | None = Field(
        description=f"The time that the claim is about, {WRITTEN}."
    )
    about_from: Instant | None = Field(
        description="The first instant of the time that the claim is about."
    )
    about_to: Instant | None = Field(
        description="The first instant after the time that the claim is about."
    )
    about_precision: Precision | None = Field(description="The precision of that date.")
    about_text: str | None = Field(description="The words for that date, as printed.")
    dated_at: Instant = Field(
        description="The date for sorting and counting the claim."
    )
    dated_basis: DatedBasis
    tags: str | None = Field(
        description=f"The names of its tags; {SEVERAL}.", examples=["belarus"]
    )
    stances: str | None = Field(
        description=f"Its stances on facts, each with the slug of the fact; {SEVERAL}.",
        examples=["belarus-enters-ukraine: no_evidence"],
    )
    language: LanguageTag
    method: Method
    confidence: int | None = Field(
        description="The confidence that the record is correct, from 0 to 100."
    )
    review: Review
    merged_into_id: Id | None = Field(
        description="The id of the claim into which it was merged; null if it was not."
    )
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    created_at: CreatedAt
    updated_at: UpdatedAt
    withdrawn_at: WithdrawnAt


class FlatClaimPage(Answer):
    """One page of claims as rows of plain values."""

    data: list[FlatClaim] = Field(description="The claims of this page.")
    next_cursor: NextCursor
    total: Total = None
    hidden: HiddenClaims = None
    facets: FacetsOfPage = None
    search: SearchBounds = None
