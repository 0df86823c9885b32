"""Wire format of facts."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from api.schemas.as_of import AsOf, RecordAsOf
from api.schemas.closed_lists import (
    FactKind,
    FactSort,
    OutcomeFilter,
    State,
    Verdict,
    Visibility,
)
from api.schemas.columns import (
    CreatedAt,
    EmbargoedUntil,
    NextCursor,
    NoteText,
    RecordId,
    Total,
    UpdatedAt,
    Version,
    WithdrawnAt,
)
from api.schemas.lists import Filters, ListParams, Query, VersionParams
from api.schemas.outcomes import OutcomeOut
from api.schemas.refs import CreatedRecords, FactRef, MatchedRecords
from api.schemas.sources import Note
from api.schemas.standings import Sides, Verdicts
from api.schemas.types import (
    Answer,
    Body,
    EmbargoEnd,
    Id,
    Instant,
    NotBlank,
    ShortText,
    Text,
    matching,
    split,
)
from api.settings import MAX_ID

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CRITERIA = "By which criteria it is decided how the fact turns out."
OPENS_AT = "When the time that the fact speaks of begins; null if not fixed."
CLOSES_AT = "When the time that the fact speaks of ends; null if not fixed."
RESOLVES_BY = (
    "When the fact is due for an outcome; null if not fixed. A date, or its midnight "
    "in UTC, lasts until that day is over."
)
PLACE = "Where it happens or is so."
PARENT = "The id of the fact of which this one is a part; null if there is none."


def _no_id(slug: str) -> str:
    """Refuse a slug that reads as an id."""
    if slug.isdigit():
        message = "Must have a letter or a hyphen; digits alone are an id."
        raise ValueError(message)
    return slug


def _key(text: str) -> int | str:
    """Return the id or the slug in a path."""
    if not text.isdigit():
        return text
    if not 1 <= int(text) <= MAX_ID:
        message = f"Must be an id from 1 to {MAX_ID}, or a slug."
        raise ValueError(message)
    return int(text)


Slug = Annotated[
    str,
    Field(
        max_length=100,
        pattern=SLUG,
        description="Words that stand for the fact in addresses: lower-case letters, "
        "digits and hyphens.",
        examples=["belarus-enters-ukraine"],
    ),
    AfterValidator(_no_id),
]
FactKey = Annotated[
    str,
    Field(
        max_length=100,
        pattern=SLUG,
        description="The id of the fact, or its slug.",
        examples=["belarus-enters-ukraine"],
    ),
    AfterValidator(_key),
]
Statement = Annotated[
    Text,
    matching(r"\S"),
    Field(
        min_length=1,
        max_length=2000,
        description="The proposition, neutral and dated.",
        examples=["Belarusian forces enter Ukraine before 2023."],
    ),
    NotBlank,
]


class FactColumns(Body):
    """What is recorded about a fact."""

    kind: FactKind = "other"
    resolution_criteria: Note | None = Field(
        None, description=f"{CRITERIA} A forecast needs them."
    )
    opens_at: Instant | None = Field(None, description=OPENS_AT)
    closes_at: Instant | None = Field(None, description=CLOSES_AT)
    resolves_by: Instant | None = Field(
        None, description=f"{RESOLVES_BY} A forecast needs it."
    )
    place: ShortText | None = Field(None, description=PLACE, examples=["Ukraine"])
    parent_id: Id | None = Field(None, description=PARENT)
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None


class FactIn(FactColumns):
    """A fact to record; without a slug it gets one that is made from its statement."""

    statement: Statement
    slug: Slug | None = None


class FactPatch(FactColumns):
    """A merge patch: only the fields that are sent change."""

    statement: Statement = ""
    slug: Slug = ""


class FactSpec(FactColumns):
    """A described fact: found by its slug, else by its statement, or created."""

    statement: Statement | None = None
    slug: Slug | None = None

    @model_validator(mode="after")
    def _is_called_something(self) -> Self:
        if self.statement is None and self.slug is None:
            message = "Send a slug or a statement."
            raise ValueError(message)
        return self


class FactOut(Answer):
    """A fact."""

    id: RecordId
    version: Version
    slug: str = Field(
        description="The words that stand for the fact in addresses.",
        examples=["belarus-enters-ukraine"],
    )
    statement: str = Field(
        description="The proposition, neutral and dated.",
        examples=["Belarusian forces enter Ukraine before 2023."],
    )
    kind: FactKind
    state: State
    outcome: OutcomeOut | None = Field(
        description="How it turned out; null while that is not known."
    )
    verdicts: Verdicts
    sides: Sides
    resolution_criteria: str | None = Field(description=CRITERIA)
    opens_at: Instant | None = Field(description=OPENS_AT)
    closes_at: Instant | None = Field(description=CLOSES_AT)
    resolves_by: Instant | None = Field(description=RESOLVES_BY)
    place: str | None = Field(description=PLACE)
    parent_id: Id | None = Field(description=PARENT)
    parent: FactRef | None = Field(description="The fact of which this one is a part.")
    merged_into_id: Id | None = Field(
        description="The id of the fact into which it was merged; null if it was not."
    )
    merged_into: FactRef | None = Field(
        description="The fact into which it was merged."
    )
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    created_at: CreatedAt
    updated_at: UpdatedAt
    withdrawn_at: WithdrawnAt


class FactCreated(FactOut):
    """A new fact, and what was created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class FactPage(Answer):
    """One page of facts."""

    data: list[FactOut] = Field(description="The facts of this page.")
    next_cursor: NextCursor
    total: Total = None


class FactParams(VersionParams, RecordAsOf):
    """Query parameters of a fact."""

    shown = FactOut


class FactFilters(Filters, AsOf):
    """Filters of facts: different ones are ANDed, values of the same one ORed."""

    filter_names: ClassVar[Sequence[str]] = ("q", "verdict", "outcome", "kind")

    status: Annotated[list[State], BeforeValidator(split)] = Field(
        [],
        max_length=9,
        description="Only facts in these states.",
        examples=[["open"]],
    )
    verdict: Annotated[list[Verdict], BeforeValidator(split)] = Field(
        [],
        max_length=9,
        description="Only facts of which some assessor’s latest verdict is one of "
        "these.",
        examples=[["true"]],
    )
    outcome: Annotated[list[OutcomeFilter], BeforeValidator(split)] = Field(
        [],
        max_length=5,
        description="Only facts with one of these outcomes.",
        examples=[["yes"]],
    )
    kind: Annotated[list[FactKind], BeforeValidator(split)] = Field(
        [],
        max_length=7,
        description="Only facts of these kinds.",
        examples=[["forecast"]],
    )
    due: str | None = Field(
        None,
        pattern=r"^(overdue|[1-9][0-9]{0,3}d)$",
        description="Only facts without an outcome: `overdue` for those whose due date "
        "has passed, `30d` for those due within 30 days (any number from 1 to 9999).",
        examples=["overdue"],
    )
    q: Query | None = None


class FactListParams(FactFilters, ListParams):
    """Which facts to list."""

    shown = FactOut

    sort: FactSort = Field(
        "-recorded", description="The order of the list.", examples=["-recorded"]
    )
