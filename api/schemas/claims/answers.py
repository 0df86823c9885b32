"""Schemas of claims in responses."""

from pydantic import Field

from api.schemas.claim_facts import AfterVerdict, FactOfClaim
from api.schemas.claims.hidden import HiddenClaims
from api.schemas.claims.parts import PrintOut, SpanOut, StepOut, SubjectOut
from api.schemas.closed_lists import (
    Act,
    DatedBasis,
    Form,
    Knowledge,
    Method,
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
from api.schemas.dates import FuzzyDateOut
from api.schemas.estimative import EstimateOut
from api.schemas.facets import FacetsOfPage
from api.schemas.refs import (
    ArticleRef,
    CreatedRecords,
    MatchedRecords,
    RevisionRef,
    SourceRef,
)
from api.schemas.search_bounds import SearchBounds
from api.schemas.stances import StanceOut
from api.schemas.totals import Total
from api.schemas.types import Answer, Id, Instant

CHAIN = "The steps of the chain through which the claim came, in their order."
SUBJECTS = "The sources that the claim is about."
SPANS = "The places of the words in the text of the revision."
TAGS = "The names of its tags."
STANCES = "The stances of the claim on facts."
FACTS = "The facts on which the claim has a stance, with their verdicts and stances."
EXPANDED = "Only if `expand` or `fields` names it."


class Dated(Answer):
    """The date for sorting and counting a claim."""

    at: Instant = Field(description="The date of the claim, in UTC.")
    basis: DatedBasis


class ClaimRow(Answer):
    """A claim in a list."""

    id: RecordId
    version: Version
    article_id: Id = Field(description="The id of the article that printed it.")
    article: ArticleRef = Field(description="The article that printed it.")
    text: str = Field(
        description="The words of the claim, as printed.",
        examples=["There is no sign of frost"],
    )
    statement: str | None = Field(
        description="The claim in words that are clear without the article."
    )
    form: Form
    act: Act
    hedges: list[str] = Field(
        description="The printed words that weaken the claim.", examples=[["likely"]]
    )
    said: FuzzyDateOut | None = Field(description="When it was said; null if unknown.")
    dated: Dated = Field(description="The date for sorting and counting the claim.")
    speakers: list[SourceRef] = Field(
        description="The sources at position 1, nearest to the outlet."
    )
    origins: list[SourceRef] = Field(
        description="The sources at the last position, from which the claim came."
    )
    terms: Terms
    review: Review = Field(
        description="The review state of the claim. It was `draft` at first if "
        "`method` was not `manual` and `review` was not sent."
    )
    created_at: CreatedAt
    updated_at: UpdatedAt
    withdrawn_at: WithdrawnAt


class ClaimOut(ClaimRow):
    """A single claim."""

    revision_id: Id | None = Field(
        description="The id of the revision in which it was printed; null if the text "
        "is not stored."
    )
    revision: RevisionRef | None = Field(
        description="The revision in which it was printed, without its text."
    )
    probability_low: float | None = Field(
        description="The lower end of the stated probability; null if there is none."
    )
    probability_high: float | None = Field(
        description="The upper end of the stated probability; null if there is none."
    )
    probability_basis: ProbabilityBasis | None
    channel: str | None = Field(
        description="The channel through which the source spoke; null if unknown.",
        examples=["interview"],
    )
    knowledge: Knowledge
    terms_reason: str | None = Field(
        description="The reason for not naming the source, as printed."
    )
    about: FuzzyDateOut | None = Field(
        description="The time that the claim is about; null if unknown."
    )
    language: LanguageTag
    method: Method
    confidence: int | None = Field(
        description="The confidence that the record is correct, from 0 to 100; null if "
        "unknown."
    )
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    merged_into_id: Id | None = Field(
        description="The id of the claim into which it was merged and which represents "
        "it; null if it was not."
    )
    printed_in: list[PrintOut] = Field(
        description="Where it was printed: in its own article, and in the articles of "
        "claims merged into it. As of an instant of the record, and with "
        "`version`, only its own article."
    )
    attribution: list[StepOut] = Field(description=CHAIN)
    subjects: list[SubjectOut] = Field(description=SUBJECTS)
    spans: list[SpanOut] = Field(description=SPANS)
    tags: list[str] = Field(description=TAGS)
    stances: list[StanceOut] = Field(description=STANCES)


class ClaimListRow(ClaimRow):
    """A claim in a list, with the parts that `expand` or `fields` names."""

    attribution: list[StepOut] = Field([], description=f"{CHAIN} {EXPANDED}")
    subjects: list[SubjectOut] = Field([], description=f"{SUBJECTS} {EXPANDED}")
    spans: list[SpanOut] = Field([], description=f"{SPANS} {EXPANDED}")
    tags: list[str] = Field([], description=f"{TAGS} {EXPANDED}")
    stances: list[StanceOut] = Field([], description=f"{STANCES} {EXPANDED}")
    facts: list[FactOfClaim] = Field([], description=f"{FACTS} {EXPANDED}")
    estimative: list[EstimateOut] = Field(
        [],
        description=f"The probability ranges of the hedges by ICD 203. {EXPANDED}",
    )


class ClaimOnFact(ClaimListRow):
    """A claim with a stance on a fact."""

    after_verdict: AfterVerdict


class ClaimOnFactPage(Answer):
    """One page of the claims with a stance on a fact."""

    data: list[ClaimOnFact] = Field(description="The claims of this page.")
    next_cursor: NextCursor
    total: Total = None
    hidden: HiddenClaims = None
    facets: FacetsOfPage = None


class ClaimCreated(ClaimOut):
    """A new claim, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class ClaimChanged(ClaimOut):
    """A changed claim, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class ClaimPage(Answer):
    """One page of claims."""

    data: list[ClaimListRow] = Field(description="The claims of this page.")
    next_cursor: NextCursor
    total: Total = None
    hidden: HiddenClaims = None
    facets: FacetsOfPage = None
    search: SearchBounds = None
