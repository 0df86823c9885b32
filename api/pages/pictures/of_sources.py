"""The pictures of a source."""

from api.pages.pictures.intervals import draw_track_record
from api.pages.pictures.marks import Picture
from api.pages.pictures.positions import draw_positions
from api.pages.rendering import as_sent
from api.serializers.positions import positions_record
from api.serializers.selections import selections_of_source
from api.serializers.track_records import track_record_numbers
from api.serializers.values import Json
from db.derived.track_record import NO_RECORD
from db.queries.sources import SourceRow
from db.reads.fact_claims import ResolvedBy
from db.reads.pages import PageQuery
from db.reads.positions import PositionsOfSource, list_positions
from db.reads.record import Record
from db.reads.track_records import TrackRecord, read_track_record_of_source

LANES = PageQuery(limit=12)


async def draw_source(record: Record, source: SourceRow) -> dict[str, Picture]:
    """Return the pictures of a source by their names."""
    held = await list_positions(record, source.id, LANES)
    found = await read_track_record_of_source(
        record, source.id, ResolvedBy(), is_outlet=False
    )

    def draw() -> dict[str, Picture]:
        return {
            "positions": _positions(source, held),
            "record": draw_track_record(_numbers(source, found)),
        }

    return await record.reading.reader.derive(draw)


def _positions(source: SourceRow, held: PositionsOfSource) -> Picture:
    rows = [
        positions_record(fact, held.stances.get(fact.id, ())) for fact in held.page.rows
    ]
    has_more = held.page.next_key is not None
    return draw_positions(source.name, as_sent(rows), has_more=has_more)


def _numbers(source: SourceRow, found: TrackRecord) -> Json:
    """Return the track record of a source in the form of the API."""
    selections = selections_of_source("", source.name, "their outcomes")
    refused = NO_RECORD.get(source.kind)
    numbers = track_record_numbers(found, selections, no_rate=refused, no_brier=refused)
    return {"source": {"name": source.name}, **numbers}
