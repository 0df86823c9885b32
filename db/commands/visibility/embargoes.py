"""Makes records public when their embargo has ended."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from db.commands.records import fetch, revised
from db.commands.visibility.access import PUBLIC, RESTRICTED, access_of, give_access
from db.commands.visibility.propagate import (
    restrict_article,
    restrict_claim,
    restrict_fact,
    restrict_source,
)
from db.engine.session import Context, Write
from db.errors import ConflictError
from db.models import Article, Claim, Editable, Fact, Source
from db.queries.embargoes import WITH_EMBARGO, list_ended

ENDING = Context(reason="Its embargo has ended.")
BATCH_SIZE = 500  # records in one transaction, for which other writers wait
RESTRICT: Mapping[type[Editable], Callable[[Write, Any], None]] = {
    Article: restrict_article,
    Claim: restrict_claim,
    Source: restrict_source,
    Fact: restrict_fact,
}


def end_embargoes(write: Write) -> int:
    """Make a batch of records public whose embargo has ended; return how many.

    A record that cannot become public stays restricted; its audit entry says why.
    """
    ended = 0
    for model in WITH_EMBARGO:
        some = list_ended(
            resource=model.__tablename__, limit=BATCH_SIZE, viewer=write.viewer
        )
        found = write.rows(some, at=write.now)[: BATCH_SIZE - ended]
        for row in found:
            _end(write, model, row.id)
        ended += len(found)
    return ended


def _end(write: Write, model: type[Editable], record_id: int) -> None:
    record = fetch(write, model, record_id, version=None, withdrawn=True, merged=True)
    if access_of(record).opens > write.now or record.visibility == "public":
        return  # another process has done it
    try:
        with write.savepoint(), revised(write, record):
            give_access(record, PUBLIC)
    except ConflictError as error:
        _keep(write, model, record_id, error=error)


def _keep(
    write: Write, model: type[Editable], record_id: int, *, error: ConflictError
) -> None:
    """Keep a record restricted that refers to a restricted one, or repeats a key."""
    reason = (
        "Its embargo has ended, but it stays restricted: "
        f"{error.resource} {error.record_id} is in the way."
    )
    write = replace(write, context=replace(write.context, reason=reason))
    record = fetch(write, model, record_id, version=None, withdrawn=True, merged=True)
    with revised(write, record):
        give_access(record, RESTRICTED)
    if model in RESTRICT:
        RESTRICT[model](write, record)
