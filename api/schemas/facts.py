"""Wire format of facts."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from api.schemas.as_of import AsOf, RecordAsOf
from api.schemas.lists import Filters, ListParams, Query, RecordParams
from api.schemas.outcomes import OutcomeOut
from api.schemas.refs import Created, FactRef
from api.schemas.sources import Note
from api.schemas.types import (
    Answer,
    Body,
    EmbargoEnd,
    Id,
    Instant,
    ShortText,
    Text,
    matching,
    split,
)
from api.settings import MAX_ID
from db.derived.state import State
from db.models.assessment import Verdict
from db.models.base import Visibility
from db.models.fact import FactKind
from db.models.outcome import OutcomeValue

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _no_id(slug: str) -> str:
    """Refuse a slug that reads as an id."""
    if slug.isdigit():
        message = "a slug has a letter or a hyphen, or it would be an id"
        raise ValueError(message)
    return slug


def _key(text: str) -> int | str:
    """Return the id or the slug in a path."""
    if not text.isdigit():
        return text
    if not 1 <= int(text) <= MAX_ID:
        message = f"an id from 1 to {MAX_ID}, or a slug"
        raise ValueError(message)
    return int(text)


Slug = Annotated[
    str,
    Field(
        max_length=100,
        pattern=SLUG,
        description="Lower-case words and hyphens, in addresses instead of the id.",
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
        description="A neutral, dated proposition.",
        examples=["Belarusian forces enter Ukraine before 2023."],
    ),
]


class FactColumns(Body):
    """What is recorded of a fact."""

    kind: FactKind = "other"
    resolution_criteria: Note | None = Field(
        None, description="By what it is decided; a forecast needs it."
    )
    opens_at: Instant | None = None
    closes_at: Instant | None = None
    resolves_by: Instant | None = Field(
        None, description="When it is due for an outcome; a forecast needs it."
    )
    place: ShortText | None = None
    parent_id: Id | None = Field(None, description="The fact it is a part of.")
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None


class FactIn(FactColumns):
    """A fact to record; without a slug it gets one from its statement."""

    statement: Statement
    slug: Slug | None = None


class FactPatch(FactColumns):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    statement: Statement = ""
    slug: Slug = ""


class FactSpec(FactColumns):
    """A fact: found by its slug, else by its statement, or made."""

    statement: Statement | None = None
    slug: Slug | None = None

    @model_validator(mode="after")
    def _is_called_something(self) -> Self:
        if self.statement is None and self.slug is None:
            message = "give a slug or a statement"
            raise ValueError(message)
        return self


class FactOut(Answer):
    """A stored fact; ``state`` follows from its outcome, its verdicts and its date."""

    id: Id
    version: int
    slug: str
    statement: str
    kind: FactKind
    state: State
    outcome: OutcomeOut | None
    resolution_criteria: str | None
    opens_at: Instant | None
    closes_at: Instant | None
    resolves_by: Instant | None
    place: str | None
    parent_id: Id | None
    parent: FactRef | None
    merged_into_id: Id | None
    merged_into: FactRef | None
    visibility: Visibility
    embargo_until: Instant | None
    note: str | None
    created_at: Instant
    updated_at: Instant
    withdrawn_at: Instant | None


class FactCreated(FactOut):
    """A new fact, and what was made with it."""

    created: list[Created]


class FactPage(Answer):
    """One page of facts; ``next_cursor`` is null on the last."""

    data: list[FactOut]
    next_cursor: str | None
    total: int | None = None


class FactParams(RecordParams, RecordAsOf):
    """Query parameters of a fact."""

    shown = FactOut


class FactFilters(Filters, AsOf):
    """What facts can be narrowed by: all ANDed, a repeated one is OR."""

    filter_names: ClassVar[Sequence[str]] = ("q", "verdict", "outcome", "kind")

    status: Annotated[list[State], BeforeValidator(split)] = Field(
        [], max_length=9, description="The states they are in.", examples=[["open"]]
    )
    verdict: Annotated[list[Verdict], BeforeValidator(split)] = Field(
        [],
        max_length=9,
        description="What some assessor held of them last.",
        examples=[["true"]],
    )
    outcome: Annotated[list[Literal[OutcomeValue, "none"]], BeforeValidator(split)] = (
        Field(
            [],
            max_length=5,
            description="How they turned out; `none`: not known yet.",
            examples=[["yes"]],
        )
    )
    kind: Annotated[list[FactKind], BeforeValidator(split)] = Field(
        [], max_length=7, description="Kinds.", examples=[["forecast"]]
    )
    due: str | None = Field(
        None,
        pattern=r"^(overdue|[1-9][0-9]{0,3}d)$",
        description="Without an outcome, and `overdue`, or due within so many days.",
        examples=["overdue"],
    )
    q: Query | None = None


class FactListParams(FactFilters, ListParams):
    """Which facts to list."""

    shown = FactOut

    sort: Literal["-recorded", "recorded", "resolves_by"] = Field(
        "-recorded",
        description="`-recorded`: the latest first; `resolves_by`: the next due first.",
        examples=["-recorded"],
    )
