"""Document numbers of claims in the index: later claims have lower numbers.

An index returns rows by ascending number. The id follows from the number, and the
number of the last claim of a page is the start of the next page.
"""

from datetime import UTC, datetime, timedelta

FIRST_DATE = datetime(1, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LAST_MINUTE = 2**32 - 1
ID_BITS = 31
LAST_ID = (1 << ID_BITS) - 1


def docid_of(dated_at: datetime, claim_id: int) -> int:
    """Return the number of a claim: within a minute, higher ids come first."""
    minute = (dated_at - FIRST_DATE) // MINUTE
    return ((LAST_MINUTE - minute) << ID_BITS) | (LAST_ID - claim_id)


def first_docid(dated_at: datetime) -> int:
    """Return a lower bound of the numbers of claims dated then or earlier."""
    return docid_of(dated_at, LAST_ID)


def last_docid(dated_at: datetime) -> int:
    """Return an upper bound of the numbers of claims dated then or later."""
    return docid_of(dated_at, 0)


def id_of(docid: int) -> int:
    """Return the id of the claim with a number."""
    return LAST_ID - (docid & LAST_ID)


def minute_of(docid: int) -> datetime:
    """Return the minute of the claim with a number."""
    return FIRST_DATE + (LAST_MINUTE - (docid >> ID_BITS)) * MINUTE
