"""Which sources may be one, by their names: a hint for a person, who judges."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import ReadingDep, RequestReading
from api.http.openapi.responses import MERGED, problems, record_of
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.reading import rows_of
from api.routes.identities import note_reading_of
from api.routes.sources import SOURCE
from api.schemas.candidates import CandidateList, CandidateParams
from api.schemas.types import Id
from api.serializers.sources import candidate_record
from db.derived.candidates import Candidate, candidates_among, parts_of
from db.models.source import UNNAMED, kinds_that_may_be
from db.queries.candidates import list_names_like, list_own_names
from db.queries.filters import batch_size, escaped
from db.queries.identities import list_judged
from db.queries.sources import list_source_refs
from db.values.types import AnyRow

router = APIRouter(
    prefix="/sources/{source_id}/candidates", tags=["sources"], route_class=StrictRoute
)


@router.get("", responses=record_of(CandidateList) | MERGED | problems(403))
async def read_candidates(
    reading: ReadingDep, source_id: Id, params: Annotated[CandidateParams, Query()]
) -> Response:
    """List the named sources whose names are most like those of a source.

    A score of 0.87 and more means: of pairs of names that are so alike, nine in ten
    belonged to one source. It does not tell two people apart who share a name.
    Candidates for an unnamed source are for editors only; its name is what the
    article calls it. If a restricted judgement is returned, that is noted in the
    history.
    """
    source = await SOURCE.require(reading, source_id)
    if source.kind in UNNAMED:
        reading.caller.require("editor")
    found = await _found(reading, source)
    judged = await _judged(reading, source_id)
    if "judged" not in params.include:
        found = [one for one in found if not _is_settled(one, judged)]
    shown = found[: params.limit]
    wanted = {one.source_id for one in shown}
    for row in (judged[one] for one in wanted & judged.keys()):
        wanted |= {row.source_a_id, row.source_b_id}
    rows = await rows_of(reading, list_source_refs, "source", record_ids=sorted(wanted))
    refs = {row.id: row for row in rows}
    told = [judged[one.source_id] for one in shown if one.source_id in judged]
    await note_reading_of(reading, told)
    data = [
        candidate_record(one, refs, judged.get(one.source_id))
        for one in shown
        if one.source_id in refs
    ]
    return respond_record(reading.request, {"data": data})


async def _found(reading: RequestReading, source: AnyRow) -> list[Candidate]:
    names = [
        row.name for row in await reading.rows(list_own_names, {"source": source.id})
    ]
    parts = [escaped(part) for part in parts_of(names)]
    if not parts:
        return []
    size = batch_size(len(parts))
    padded = [*parts, *[parts[0]] * (size - len(parts))]
    values = {f"part__{number}": part for number, part in enumerate(padded)}
    kinds = kinds_that_may_be(source.kind)
    rows = await reading.scan(
        list_names_like, values | {"source": source.id}, count=size, kinds=kinds
    )
    return await asyncio.to_thread(candidates_among, names, rows, source_id=source.id)


async def _judged(reading: RequestReading, source_id: int) -> dict[int, AnyRow]:
    """Return what is judged of the source and each other one, a difference first."""
    found: dict[int, AnyRow] = {}
    for row in await reading.rows(list_judged, {"source": source_id}):
        left = {row.survivor_a_id, row.survivor_b_id} - {source_id}
        # Of one that is merged into the source, nothing but itself is left apart.
        sides = left or {row.source_a_id, row.source_b_id} - {source_id}
        for other_id in sides:
            if other_id not in found or found[other_id].judgement != "different":
                found[other_id] = row
    return found


def _is_settled(candidate: Candidate, judged: Mapping[int, AnyRow]) -> bool:
    """Return whether one is merged already, or judged to be another."""
    row = judged.get(candidate.source_id)
    return candidate.is_merged or (row is not None and row.judgement == "different")
