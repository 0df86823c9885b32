"""The track record of a source, and of unnamed sources that share a descriptor."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple

from db.derived.positions import Role, stances_by_pair
from db.derived.retractions import find_retractions
from db.derived.track_record import Scored, score
from db.derived.verdicts import after_verdicts
from db.models.source import ANONYMOUS
from db.queries.fact_claims import ChainSourceRow
from db.queries.keyset import Key
from db.reads.cached_claims import memoized
from db.reads.fact_claims import ResolvedBy, ResolvedClaims, Scope
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.record import Record
from db.values.text import fold

PartName = Literal["held", "relayed", "printed"]
ROLES: Mapping[PartName, Role] = {"held": "holds", "relayed": "relays"}


@dataclass(frozen=True)
class Part:
    """One part of a track record: its units, and the sources of the claims."""

    units: Sequence[Scored]
    sources: Mapping[int, ChainSourceRow]


@dataclass(frozen=True)
class TrackRecord:
    """The parts of a track record, and the number of drafts it leaves out."""

    parts: Mapping[PartName, Part]
    drafts: int


class ExplainedUnit(NamedTuple):
    """A unit of a track record in the explanation, which is sorted by these fields."""

    part: PartName
    fact_id: int
    source_id: int
    unit: Scored
    source: ChainSourceRow

    @property
    def key(self) -> Key:
        """Return the sort key of the explanation."""
        return self[:3]


@dataclass(frozen=True)
class Explanation:
    """A page of the units of a track record, and the key of the next page."""

    units: Sequence[ExplainedUnit]
    next_key: Key | None


async def read_track_record_of_source(
    record: Record, source_id: int, resolved_by: ResolvedBy, *, is_outlet: bool
) -> TrackRecord:
    """Return the track record of a source.

    The track record of an outlet also has a part for the other sources it printed.
    """
    own = await record.resolved_claims(
        Scope("source", {"source": source_id}), resolved_by
    )
    make = partial(_parts_by_role, record, own, source_id.__eq__)
    given = own.resolutions, own.assessments
    parts = dict(await memoized(own.claims, "parts", given, make=make))
    drafts = own.claims.drafts
    if is_outlet:
        scope = Scope("outlet", {"outlet": source_id})
        printed = await record.resolved_claims(scope, resolved_by)
        derive = record.reading.reader.derive
        others = await derive(_part, printed, "holds", source_id.__ne__)
        parts["printed"] = others
        drafts |= printed.claims.drafts
    return TrackRecord(parts, len(drafts))


async def read_track_record_of_descriptor(
    record: Record, outlet_id: int, descriptor: str, *, resolved_by: ResolvedBy
) -> TrackRecord:
    """Return the track record of all unnamed sources with a descriptor in an outlet."""
    folded = fold(descriptor)
    scope = Scope("descriptor", {"outlet": outlet_id, "descriptor": folded})
    found = await record.resolved_claims(scope, resolved_by)
    described = {
        source.id
        for source in found.claims.sources.values()
        if source.kind in ANONYMOUS and source.folded == folded
    }
    parts = await _parts_by_role(record, found, described.__contains__)
    return TrackRecord(parts, len(found.claims.drafts))


async def explain(
    reading: Reading, track_record: TrackRecord, query: PageQuery
) -> Explanation:
    """Return a page of the units of a track record, by part, fact and source."""
    units = await reading.reader.derive(_explained, track_record)
    if query.after is not None:
        units = [one for one in units if one.key > query.after]
    shown = units[: query.limit]
    return Explanation(shown, shown[-1].key if len(units) > query.limit else None)


async def _parts_by_role(
    record: Record, resolved: ResolvedClaims, is_wanted: Callable[[int], bool]
) -> dict[PartName, Part]:
    """Return the parts for stances that the wanted sources hold and relay."""
    return {
        name: await record.reading.reader.derive(_part, resolved, role, is_wanted)
        for name, role in ROLES.items()
    }


def _part(
    resolved: ResolvedClaims, role: Role, is_wanted: Callable[[int], bool]
) -> Part:
    stances = stances_by_pair(resolved.claims, role, is_wanted)
    units = score(
        stances,
        resolved.resolutions,
        retractions=find_retractions(resolved.claims),
        verdicts=after_verdicts(resolved.claims.rows, resolved.assessments),
    )
    return Part(units, resolved.claims.sources)


def _explained(track_record: TrackRecord) -> list[ExplainedUnit]:
    return list(_each_unit(track_record))


def _each_unit(track_record: TrackRecord) -> Iterator[ExplainedUnit]:
    for name, part in sorted(track_record.parts.items()):
        for unit in part.units:
            source = part.sources[unit.source_id]
            yield ExplainedUnit(name, unit.fact_id, unit.source_id, unit, source)
