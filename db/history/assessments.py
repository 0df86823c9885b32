"""What was held of a fact at an instant, with what its rows show of other records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from db.errors import NotFoundError
from db.history.facts import Facts
from db.history.lists import rows_behind
from db.history.past_records import PastRecords
from db.history.snapshots import instant_of
from db.history.sources import article_columns, load_sources
from db.queries.assessments import LATEST_HELD
from db.queries.keyset import Place
from db.queries.snapshots import Snapshot


@dataclass(frozen=True)
class HeldAt:
    """What counted for a fact, as rows like those of ``db.queries.assessments``."""

    past: PastRecords
    facts: Facts
    fact_id: int

    async def rows(
        self, _: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[SimpleNamespace]:
        """Return a page of what was held, the latest first."""
        return rows_behind(await self._all(), LATEST_HELD, limit=limit, after=key)

    async def all(self) -> Sequence[SimpleNamespace]:
        """Return all that was held, as time went."""
        rows = await self._all()
        return sorted(rows, key=lambda row: (instant_of(row.as_of), row.id))

    async def row(self, assessment_id: int) -> SimpleNamespace:
        """Return one assessment, or raise ``NotFoundError``."""
        for row in await self._all():
            if row.id == assessment_id:
                return row
        raise NotFoundError("assessment", assessment_id)

    async def evidence(self, assessment_ids: Sequence[int]) -> list[SimpleNamespace]:
        """Return what assessments rested on, as far as it may be seen."""
        found = [
            one
            for member in self.facts.members(self.fact_id)
            for one in self.facts.snapshots[member]["evidence"]
            if one["assessment_id"] in assessment_ids
        ]
        snapshots = self.past.snapshots
        claims = await snapshots("claim", (one["claim_id"] for one in found))
        articles = await snapshots("article", (one["article_id"] for one in found))
        outlets = (article["outlet_id"] for article in articles.values())
        sources = await load_sources(self.past, outlets)
        rows = []
        for one in sorted(found, key=lambda one: int(one["id"])):
            row = {**one, "claim_text": None}
            if one["claim_id"]:
                row["claim_text"] = claims[one["claim_id"]]["text"]
            if one["article_id"]:
                row |= article_columns(articles[one["article_id"]], sources)
            rows.append(SimpleNamespace(**row))
        return rows

    async def _all(self) -> list[SimpleNamespace]:
        held: list[Snapshot] = self.facts.assessments(self.fact_id)
        assessors = (one["assessor_id"] for one in held)
        sources = await load_sources(self.past, assessors)
        nobody = {"name": None, "kind": None}
        return [
            SimpleNamespace(
                **one, assessor_name=assessor["name"], assessor_kind=assessor["kind"]
            )
            for one in held
            for assessor in (sources.snapshots.get(one["assessor_id"], nobody),)
        ]
