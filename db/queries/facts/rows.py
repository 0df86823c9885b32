"""Row types of facts."""

from sqlalchemy import Integer
from sqlalchemy import column as named_column

from db.engine.aliases import aliased
from db.engine.rows import Row, StoredInstant, column
from db.models import Fact, Outcome
from db.models.base import Visibility
from db.models.fact import FactKind
from db.models.outcome import OutcomeValue
from db.values.dates import Precision

PARENT = aliased(Fact, name="parent")
SURVIVOR = aliased(Fact, name="survivor")
# Depends on the viewer: the builder computes it.
STATE_CODE = named_column("code", Integer())


class FactRow(Row):
    """A fact with its outcome, the code of its state, its parent and its survivor."""

    id: int = column(Fact.id)
    version: int = column(Fact.version)
    slug: str = column(Fact.slug)
    statement: str = column(Fact.statement)
    kind: FactKind = column(Fact.kind)
    code: int = column(STATE_CODE)
    resolution_criteria: str | None = column(Fact.resolution_criteria)
    opens_at: StoredInstant | None = column(Fact.opens_at)
    closes_at: StoredInstant | None = column(Fact.closes_at)
    resolves_by: StoredInstant | None = column(Fact.resolves_by)
    place: str | None = column(Fact.place)
    parent_id: int | None = column(PARENT.id)
    parent_slug: str | None = column(PARENT.slug)
    parent_statement: str | None = column(PARENT.statement)
    merged_into_id: int | None = column(SURVIVOR.id)
    merged_into_slug: str | None = column(SURVIVOR.slug)
    merged_into_statement: str | None = column(SURVIVOR.statement)
    outcome_id: int | None = column(Outcome.id)
    outcome_value: OutcomeValue | None = column(Outcome.value)
    occurred_from: StoredInstant | None = column(Outcome.occurred_from)
    occurred_to: StoredInstant | None = column(Outcome.occurred_to)
    occurred_precision: Precision | None = column(Outcome.occurred_precision)
    occurred_text: str | None = column(Outcome.occurred_text)
    known_at: StoredInstant | None = column(Outcome.known_at)
    rationale: str | None = column(Outcome.rationale)
    reason: str | None = column(Outcome.reason)
    outcome_created_at: StoredInstant | None = column(Outcome.created_at)
    visibility: Visibility = column(Fact.visibility)
    embargo_until: StoredInstant | None = column(Fact.embargo_until)
    note: str | None = column(Fact.note)
    created_at: StoredInstant = column(Fact.created_at)
    updated_at: StoredInstant = column(Fact.updated_at)
    withdrawn_at: StoredInstant | None = column(Fact.withdrawn_at)


class FactSlugRow(Row):
    """The slug of a fact."""

    slug: str = column(Fact.slug)


class FoundFactRow(Row):
    """A fact that a write refers to, and the fact into which it was merged."""

    id: int = column(Fact.id)
    slug: str = column(Fact.slug)
    statement: str = column(Fact.statement)
    merged_into_id: int | None = column(Fact.merged_into_id)
