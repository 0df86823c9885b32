"""Claims as they are returned."""

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
SUBJECTS = "Who and what the claim is about."
SPANS = "Where the words stand in the text of the revision."
TAGS = "The names of its tags."
STANCES = "How the claim bears on facts."
FACTS = "The facts that the claim bears on, and how they stand."
EXPANDED = "Only if `expand` or `fields` names it."


class Dated(Answer):
    """The date by which a claim is sorted and counted."""

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
        description="The claim in words that can be understood without the article."
    )
    form: Form
    act: Act
    hedges: list[str] = Field(
        description="The printed words that weaken the claim.", examples=[["likely"]]
    )
    said: FuzzyDateOut | None = Field(description="When it was said; null if unknown.")
    dated: Dated = Field(
        description="The date by which the claim is sorted and counted."
    )
    speakers: list[SourceRef] = Field(
        description="The sources at position 1, nearest the outlet."
    )
    origins: list[SourceRef] = Field(
        description="The sources at the last position, where the claim began."
    )
    terms: Terms
    review: Review = Field(
        description="How far the claim has been reviewed. It was `draft` at first if "
        "`method` was another than `manual` and nothing else was sent."
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
        description="The lower end of the stated probability; null if none is."
    )
    probability_high: float | None = Field(
        description="The upper end of the stated probability; null if none is."
    )
    probability_basis: ProbabilityBasis | None
    channel: str | None = Field(
        description="How the source told it; null if unknown.", examples=["interview"]
    )
    knowledge: Knowledge
    terms_reason: str | None = Field(
        description="Why the source is not named, as the article says."
    )
    about: FuzzyDateOut | None = Field(
        description="The time that the claim speaks of; null if unknown."
    )
    language: LanguageTag
    method: Method
    confidence: int | None = Field(
        description="How sure it is that the record is right, from 0 to 100; null if "
        "nobody said."
    )
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    merged_into_id: Id | None = Field(
        description="The id of the claim that it was merged into, which represents it; "
        "null if it was not."
    )
    printed_in: list[PrintOut] = Field(
        description="Where it was printed: in its own article, and in those of the "
        "claims that were merged into it. As of an instant of the record, and with "
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
        description="The ranges of probability that ICD 203 gives to the hedges. "
        f"{EXPANDED}",
    )


class ClaimOnFact(ClaimListRow):
    """A claim that bears on a fact."""

    after_verdict: AfterVerdict


class ClaimOnFactPage(Answer):
    """One page of the claims that bear on a fact."""

    data: list[ClaimOnFact] = Field(description="The claims of this page.")
    next_cursor: NextCursor
    total: Total = None
    hidden: HiddenClaims = None
    facets: FacetsOfPage = None


class ClaimCreated(ClaimOut):
    """A new claim, and what was created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class ClaimChanged(ClaimOut):
    """A claim as it was changed, and what was created with it."""

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
