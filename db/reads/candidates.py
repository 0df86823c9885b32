"""Candidates: sources that may be the same as a given one, found by their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.derived.candidates import Candidate, candidates_among, parts_of
from db.models.source import kinds_that_may_be
from db.queries.candidates import list_names_like, list_own_names
from db.queries.filters import batch_of, escaped
from db.queries.identities import JudgedPairRow, list_judged
from db.queries.sources import SourceRefRow, SourceRow
from db.reads.identities import IdentityDetail, source_refs, with_sources
from db.reads.reading import Reading

Judged = Mapping[int, JudgedPairRow]  # by the id of the other source


@dataclass(frozen=True)
class CandidateDetail:
    """A candidate with its source, and the judgement on the pair."""

    candidate: Candidate
    source: SourceRefRow
    identity: IdentityDetail | None


async def list_candidates(
    reading: Reading, source: SourceRow, *, limit: int, judged_too: bool
) -> Sequence[CandidateDetail]:
    """Return the candidates for a source, the most similar names first.

    With ``judged_too``, include candidates that are judged different or already merged.
    """
    found = await _with_similar_names(reading, source)
    judged = await _judged(reading, source.id)
    if not judged_too:
        found = [one for one in found if not _is_resolved(one, judged)]
    return await _detailed(reading, found[:limit], judged)


async def _detailed(
    reading: Reading, shown: Sequence[Candidate], judged: Judged
) -> list[CandidateDetail]:
    """Return candidates with their sources and judgements."""
    wanted = {one.source_id for one in shown}
    rows = [judged[source_id] for source_id in wanted & judged.keys()]
    wanted |= {side for row in rows for side in (row.source_a_id, row.source_b_id)}
    refs = await source_refs(reading, sorted(wanted))
    identities = {one.row.id: one for one in with_sources(rows, refs)}
    return [
        CandidateDetail(one, refs[one.source_id], _identity(one, judged, identities))
        for one in shown
        if one.source_id in refs
    ]


def _identity(
    candidate: Candidate, judged: Judged, identities: Mapping[int, IdentityDetail]
) -> IdentityDetail | None:
    row = judged.get(candidate.source_id)
    return identities.get(row.id) if row else None


async def _with_similar_names(reading: Reading, source: SourceRow) -> list[Candidate]:
    own = await reading.rows(list_own_names, {"source": source.id})
    names = [row.name for row in own]
    parts = [escaped(part) for part in parts_of(names)]
    if not parts:
        return []
    size, values = batch_of("part", parts)
    kinds = kinds_that_may_be(source.kind)
    rows = await reading.scan(
        list_names_like, {**values, "source": source.id}, count=size, kinds=kinds
    )
    return await reading.reader.derive(
        candidates_among, names, rows, source_id=source.id
    )


async def _judged(reading: Reading, source_id: int) -> Judged:
    """Return the judgement on the source and each other one; "different" wins."""
    found: dict[int, JudgedPairRow] = {}
    for row in await reading.rows(list_judged, {"source": source_id}):
        others = {row.survivor_a_id, row.survivor_b_id} - {source_id}
        # For a source that was merged into this one: the merged source itself.
        others = others or {row.source_a_id, row.source_b_id} - {source_id}
        for other_id in others:
            if other_id not in found or found[other_id].judgement != "different":
                found[other_id] = row
    return found


def _is_resolved(candidate: Candidate, judged: Judged) -> bool:
    """Return whether a candidate is already merged or judged different."""
    row = judged.get(candidate.source_id)
    return candidate.is_merged or (row is not None and row.judgement == "different")
