"""Filters of facts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from api.schemas.as_of import AsOf, RecordAsOf
from api.schemas.closed_lists import FactKind, FactSort, OutcomeFilter, State, Verdict
from api.schemas.facets import WithFactFacets
from api.schemas.facts.answers import FactOut
from api.schemas.lists import Filters, ListParams, Query, VersionParams
from api.schemas.types import split
from db.queries.facts import named_codes
from db.queries.filters import Values


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
        description="Only facts for which an assessor’s latest verdict is one of "
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
        description="Only facts without an outcome. `overdue`: their due date has "
        "passed; `30d`: they are due within 30 days (any number from 1 to 9999).",
        examples=["overdue"],
    )
    q: Query | None = None

    def filters(self) -> Values:
        """Return the values of every sent filter, in the form that queries bind."""
        values, until = dict(super().filters()), self.until
        if self.status:
            values["code"] = named_codes(self.status)
        if self.due == "overdue":
            values["overdue"] = [until]
        elif self.due:
            days = timedelta(days=int(self.due.removesuffix("d")))
            values |= {"due_since": [until], "due_before": [until + days]}
        return values


class FactListParams(FactFilters, ListParams, WithFactFacets):
    """The parameters of the list of facts."""

    shown = FactOut

    sort: FactSort = Field(
        "-recorded", description="The order of the list.", examples=["-recorded"]
    )
