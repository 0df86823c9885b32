"""What is sent about claims."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from api.schemas.closed_lists import (
    Act,
    BatchMode,
    Form,
    Knowledge,
    Method,
    Part,
    ProbabilityBasis,
    Relation,
    Review,
    Terms,
    Visibility,
)
from api.schemas.dates import DateIn, DatePatch
from api.schemas.sources import Note, SourceSpec
from api.schemas.stances import StanceSpec
from api.schemas.types import (
    Body,
    EmbargoEnd,
    Id,
    Language,
    NotBlank,
    Share,
    ShortText,
    Text,
)
from db.values.names import trimmed

ClaimText = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=20_000,
        description="The words of the claim, as printed.",
        examples=["There is no sign of frost"],
    ),
    NotBlank,
]
Words = Annotated[Text, Field(min_length=1, max_length=20_000)]
Context = Annotated[Text, Field(max_length=1000)]
Offset = Annotated[int, Field(ge=0, le=5_000_000)]
Position = Annotated[
    int,
    Field(
        ge=1,
        le=100,
        description="The position in the chain: 1 is nearest the outlet, the last one "
        "is where the claim began. Several sources may share one.",
        examples=[1],
    ),
]
TagName = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=100,
        description="The name of the tag.",
        examples=["belarus"],
    ),
    NotBlank,
    AfterValidator(trimmed),
]
SAID = (
    "When it was said: not after its article was published; null if unknown. The time "
    "that the claim speaks of is `about`."
)
ABOUT = "The time that the claim speaks of, past or future; null if unknown."
REVISION = "The id of the revision in which it was printed; the newest if not given."


class SourceNamed(Body):
    """What names a source by its id, or describes it."""

    source_id: Id | None = Field(
        None, description="The id of the source; or send `source`."
    )
    source: SourceSpec | None = Field(
        None,
        description="The source, described: found by its name, or created; or send "
        "`source_id`.",
    )

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.source_id is None) == (self.source is None):
            message = "Send either source_id or source."
            raise ValueError(message)
        return self


class StepIn(SourceNamed):
    """One step of the chain through which a claim came."""

    position: Position
    relation: Relation = Field(
        description="What the source does: said, believes, observed, own_reporting or "
        "document at the last position; relays, cites or speaks_for before it."
    )
    as_printed: ShortText | None = Field(
        None,
        description="The words that name the source, as printed.",
        examples=["a ministry official"],
    )
    cue: ShortText | None = Field(
        None,
        description="The words that attribute the claim to it, as printed.",
        examples=["said"],
    )


class SubjectIn(SourceNamed):
    """A source that a claim is about."""


class SpanIn(Body):
    """Where words stand: by offsets in code points, by the words, or by both."""

    part: Part
    position: Position | None = Field(
        None,
        description="The position of the step that a source or a cue belongs to; not "
        "sent for content.",
    )
    start: Offset | None = Field(
        None,
        description="Where the words begin, in code points from 0: of the text as "
        "it is sent in the same request, else of the stored text.",
    )
    end: Offset | None = Field(
        None,
        description="Where the words end (exclusive), counted as `start` is.",
    )
    exact: Words | None = Field(
        None,
        description="The words. They are found with other spaces, line ends, "
        "quotation marks, apostrophes, dashes, ligatures and invisible characters; if "
        "nothing else is found, in another letter case. What the text has is stored.",
        examples=["There is no sign of frost"],
    )
    prefix: Context | None = Field(
        None,
        description="Text right before the words, if they occur several times; found "
        "as `exact` is.",
    )
    suffix: Context | None = Field(
        None,
        description="Text right after the words, if they occur several times; found as "
        "`exact` is.",
    )

    @model_validator(mode="after")
    def _points_somewhere(self) -> Self:
        offsets = {self.start is None, self.end is None}
        if len(offsets) > 1 or (offsets == {True} and self.exact is None):
            message = "give start and end, or exact, or all three"
            raise ValueError(message)
        if self.start is not None and self.end is not None and self.start >= self.end:
            message = "start must be before end"
            raise ValueError(message)
        return self


class ClaimColumns(Body):
    """What is recorded about a claim beside its words and its chain."""

    statement: ClaimText | None = Field(
        None,
        description="The claim in words that can be understood without the article.",
        examples=["The Weather Service saw no sign of frost on 22 March 2022."],
    )
    act: Act = "assertion"
    hedges: Annotated[list[ShortText], Field(max_length=50)] = Field(
        [],
        description="The printed words that weaken the claim: could, likely, "
        "reportedly …",
        examples=[["likely"]],
    )
    probability_low: Share | None = Field(
        None, description="The lower end of the stated probability, from 0 to 1."
    )
    probability_high: Share | None = Field(
        None, description="The upper end of the stated probability, from 0 to 1."
    )
    probability_basis: ProbabilityBasis | None = None
    channel: ShortText | None = Field(
        None,
        description="How the source told it. An open list; common values are "
        "interview, press_conference, statement, social_media, broadcast, document and "
        "leak.",
        examples=["interview"],
    )
    knowledge: Knowledge = "unknown"
    terms: Terms = "unknown"
    terms_reason: Note | None = Field(
        None,
        description="Why the source is not named, as the article says.",
        examples=["to discuss sensitive intelligence"],
    )
    said: DateIn | None = Field(None, description=SAID, examples=["2022-03-21"])
    about: DateIn | None = Field(None, description=ABOUT, examples=["2022-04"])
    language: Language | None = None
    method: Method = "manual"
    confidence: Annotated[int, Field(ge=0, le=100)] | None = Field(
        None,
        description="How sure it is that the record is right, from 0 to 100; not how "
        "sure the source was.",
        examples=[90],
    )
    review: Review = "reviewed"
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None
    spans: Annotated[list[SpanIn], Field(max_length=200)] = Field(
        [], description="Where the words stand in the text of the revision."
    )
    subjects: Annotated[list[SubjectIn], Field(max_length=50)] = Field(
        [],
        description="Who and what the claim is about: sources by id, or described.",
    )
    tags: Annotated[list[TagName], Field(max_length=50)] = Field(
        [],
        description="Tags by name; those that do not exist are created.",
        examples=[["weather"]],
    )
    stances: Annotated[list[StanceSpec], Field(max_length=50)] = Field(
        [], description="How the claim bears on facts."
    )


Chain = Annotated[
    list[StepIn],
    Field(
        max_length=100,
        description="The chain through which the claim came; empty if the text names "
        "nobody (form `unattributed`).",
    ),
]


class ClaimBody(ClaimColumns):
    """A claim to record in an article that is named elsewhere."""

    text: ClaimText
    form: Form
    attribution: Chain


class ClaimIn(ClaimBody):
    """A claim to record."""

    article_id: Id = Field(description="The id of the article that printed it.")
    revision_id: Id | None = Field(None, description=REVISION)


class ClaimPatch(ClaimColumns):
    """A merge patch: only the fields that are sent change."""

    text: ClaimText = ""
    form: Form = "unclear"
    attribution: Chain = []
    revision_id: Id = Field(1, description=REVISION)
    # A merge patch merges into a date too.
    said: DatePatch | None = Field(  # type: ignore[assignment]  # a patch takes parts of a date
        None, description=SAID, examples=["2022-03-21"]
    )
    about: DatePatch | None = Field(  # type: ignore[assignment]  # a patch takes parts of a date
        None, description=ABOUT, examples=["2022-04"]
    )


# Each claim is validated by itself, so that an invalid one does not affect the others.
AS_CLAIM: dict[str, Any] = {"$ref": "#/components/schemas/ClaimIn"}


class BatchIn(Body):
    """Claims to record: all or none of them, or each by itself."""

    mode: BatchMode
    claims: Annotated[
        list[Annotated[Any, Field(json_schema_extra=AS_CLAIM)]],
        Field(min_length=1, max_length=1000, description="The claims to record."),
    ]
