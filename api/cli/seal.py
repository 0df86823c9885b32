"""The command that prints the hash of the history, for safekeeping elsewhere."""

from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, remark, say
from db.commands.sealing import attest_portion
from db.engine.session import SessionFactory, write_transaction
from db.queries.snapshots import LOGGED
from db.queries.verify.chain import find_newest
from db.values.types import to_datetime


def seal(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Print the hash of the newest audit entry, which covers all earlier entries.

    Records without a digest of their state get one first: generated records, and
    records of an earlier version. Store the hash on another machine: `onrecord verify
    --since HASH` compares the database with it.
    """
    with opened(database_url) as sessions:
        attested = sum(_attest(sessions, resource) for resource in LOGGED)
        with write_transaction(sessions) as write:
            rows = write.rows(find_newest(viewer=write.viewer))
    (newest,) = rows  # there is at least the entry of the owner
    if as_json:
        at = to_datetime(newest.at)
        print_json({"hash": newest.hash, "at": at, "attested": attested})
        return
    if attested:
        remark(f"{attested:,} records got a digest.")
    say(newest.hash)


def _attest(sessions: SessionFactory, resource: str) -> int:
    """Attest the records that need it, some per transaction; return how many."""
    after, total = 0, 0
    while True:
        with write_transaction(sessions) as write:
            after, count = attest_portion(write, resource, after=after)
        if not count:
            return total
        total += count
