"""How endpoints load assessments, as they are or as they were recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.http.dependencies import RequestReading
from api.reading import rows_of
from api.schemas.as_of import RecordAsOf
from db.errors import NotFoundError
from db.history.assessments import HeldAt
from db.history.facts import load_facts
from db.history.past_records import PastRecords
from db.queries.assessments import (
    get_assessment,
    list_assessments,
    list_evidence,
    list_held,
)
from db.queries.keyset import Place
from db.values.types import AnyRow


@dataclass(frozen=True)
class Held:
    """What counts for a fact, as it is read from the database."""

    reading: RequestReading
    fact_id: int
    until: datetime

    async def rows(
        self, place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        """Return a page of what is held, the latest first."""
        shape = {"place": place, "limit": limit}
        return await self.reading.rows(
            list_assessments, {**self._values(), **key}, **shape
        )

    async def all(self) -> Sequence[AnyRow]:
        """Return all that is held, as time went."""
        return await self.reading.scan(list_held, self._values())

    async def row(self, assessment_id: int) -> AnyRow:
        """Return one assessment, or raise ``NotFoundError``."""
        values = {**self._values(), "assessment": assessment_id}
        found = await self.reading.rows(get_assessment, values)
        if not found:
            resource = "assessment"
            raise NotFoundError(resource, assessment_id)
        return found[0]

    async def evidence(self, assessment_ids: Sequence[int]) -> Sequence[AnyRow]:
        """Return what assessments rest on, as far as it may be seen."""
        return await rows_of(
            self.reading, list_evidence, "assessment", record_ids=assessment_ids
        )

    def _values(self) -> dict[str, Any]:
        return {"fact": self.fact_id, "until": self.until}


async def held_of(
    reading: RequestReading, fact_id: int, params: RecordAsOf
) -> Held | HeldAt:
    """Return what counts for a fact, now or as it was recorded then."""
    if not params.recorded:
        return Held(reading, fact_id, params.until)
    past = PastRecords(reading, params.recorded)
    return HeldAt(past, await load_facts(past, [fact_id]), fact_id)
