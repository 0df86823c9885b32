"""Schemas of facts in responses."""

from pydantic import Field

from api.schemas.closed_lists import FactKind, State, Visibility
from api.schemas.columns import (
    CreatedAt,
    EmbargoedUntil,
    NextCursor,
    NoteText,
    RecordId,
    UpdatedAt,
    Version,
    WithdrawnAt,
)
from api.schemas.facets import FactFacetsOfPage
from api.schemas.facts.fields import (
    CLOSES_AT,
    CRITERIA,
    OPENS_AT,
    PARENT,
    PLACE,
    RESOLVES_BY,
)
from api.schemas.outcomes import OutcomeOut
from api.schemas.refs import CreatedRecords, FactRef, MatchedRecords
from api.schemas.search_bounds import SearchBounds
from api.schemas.standings import Sides, Verdicts
from api.schemas.totals import Total
from api.schemas.types import Answer, Id, Instant


class FactOut(Answer):
    """A fact."""

    id: RecordId
    version: Version
    slug: str = Field(
        description="The words that identify the fact in URLs.",
        examples=["belarus-enters-ukraine"],
    )
    statement: str = Field(
        description="The proposition, neutral and dated.",
        examples=["Belarusian forces enter Ukraine before 2023."],
    )
    kind: FactKind
    state: State
    outcome: OutcomeOut | None = Field(
        description="Its outcome; null while that is unknown."
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
    """A new fact, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords
    similar: list[FactRef] = Field(
        description="Facts with this statement, in any spelling."
    )


class FactPage(Answer):
    """One page of facts."""

    data: list[FactOut] = Field(description="The facts of this page.")
    next_cursor: NextCursor
    total: Total = None
    facets: FactFacetsOfPage = None
    search: SearchBounds = None
