"""The content of an earlier version of a record.

The records that the version refers to are shown as they were when it was replaced;
those of the newest version, as they are now.
"""

from datetime import datetime

import orjson

from db.errors import NotFoundError, NoVersionError, RedactedError
from db.history.articles import article_row
from db.history.claims import load_claims
from db.history.facts import fact_row, load_facts
from db.history.past_records import PastRecords
from db.history.snapshots import current_snapshots, instant_of
from db.history.sources import source_detail
from db.history.standings import standings_at
from db.queries.article_keys import ArticleAddressRow, ArticleIdentifierRow
from db.queries.changes import VersionRow, find_version
from db.queries.snapshots import Snapshot
from db.queries.tags import TagRow
from db.reads.articles import ArticleDetail
from db.reads.claims import ClaimDetail
from db.reads.facts import FactKey, read_fact_id
from db.reads.reading import Reading
from db.reads.sources import SourceDetail
from db.reads.standings import FactDetail
from db.values import clock
from db.values.dates import TICK
from db.values.types import to_datetime


async def read_source_version(
    reading: Reading, source_id: int, number: int
) -> SourceDetail:
    """Return a version of a source; raise as ``_open`` does."""
    past, snapshot = await _open(reading, "source", source_id, number=number)
    return await source_detail(past, snapshot)


async def read_article_version(
    reading: Reading, article_id: int, number: int
) -> ArticleDetail:
    """Return a version of an article; raise as ``_open`` does."""
    past, snapshot = await _open(reading, "article", article_id, number=number)
    return ArticleDetail(
        await article_row(past, snapshot),
        [ArticleAddressRow.of(one) for one in snapshot.get("addresses", ())],
        [ArticleIdentifierRow.of(one) for one in snapshot.get("identifiers", ())],
    )


async def read_claim_version(
    reading: Reading, claim_id: int, number: int
) -> ClaimDetail:
    """Return a version of a claim; raise as ``_open`` does."""
    past, _ = await _open(reading, "claim", claim_id, number=number)
    return (await load_claims(past, [claim_id])).detail(claim_id)


async def read_fact_version(reading: Reading, key: FactKey, number: int) -> FactDetail:
    """Return a version of a fact; raise as ``_open`` does."""
    fact_id = await read_fact_id(reading, key)
    past, _ = await _open(reading, "fact", fact_id, number=number)
    facts = await load_facts(past, [fact_id])
    found = await standings_at(past, facts, [fact_id])
    return FactDetail(fact_row(facts, fact_id, past), found[fact_id])


async def read_tag_version(reading: Reading, tag_id: int, number: int) -> TagRow:
    """Return a version of a tag; raise as ``_open`` does."""
    _, snapshot = await _open(reading, "tag", tag_id, number=number)
    return TagRow.of(snapshot)


async def _open(
    reading: Reading, resource: str, record_id: int, *, number: int
) -> tuple[PastRecords, Snapshot]:
    """Return the records at the end of a version, and the snapshot of that version.

    Withdrawn and merged records have versions, too. Raise ``NotFoundError`` if the
    record or the version is hidden or does not exist, ``RedactedError`` if the version
    was erased.
    """
    # In this order: the audit entry reveals a change between the two reads.
    current = await current_snapshots(reading, resource, [record_id])
    if record_id not in current:
        raise NotFoundError(resource, record_id)
    values = {"record": record_id, "number": number}
    rows = await reading.rows(find_version, values, resource=resource)
    said, end = current[record_id], clock.now()
    if rows:
        said = _said(rows[0])
        end = _end(rows[0], said)
    past = PastRecords(reading, end)
    past.know(resource, said)
    snapshot = await past.snapshot(resource, record_id)
    if snapshot is None or snapshot["version"] != number:
        raise NoVersionError(resource, record_id, number)
    if rows and rows[0].is_redacted:
        raise RedactedError(number)
    return past, snapshot


def _said(row: VersionRow) -> Snapshot:
    """Return the snapshot of a version that was replaced."""
    stored = row.before
    snapshot: Snapshot = orjson.loads(stored) if isinstance(stored, str) else stored
    return snapshot


def _end(row: VersionRow, said: Snapshot) -> datetime:
    """Return the last instant of a version; one write may store several versions."""
    return max(to_datetime(row.at) - TICK, instant_of(said["updated_at"]))
