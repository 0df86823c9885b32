"""The number of a claim in the index: the later its date, the lower it is.

An index gives rows by their numbers, upwards. From the number, the id is computed; and
the number of the last claim of a page is where the next page begins.
"""

from datetime import UTC, datetime, timedelta

FIRST_DATE = datetime(1, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LAST_MINUTE = 2**32 - 1
ID_BITS = 31
LAST_ID = (1 << ID_BITS) - 1


def docid_of(dated_at: datetime, claim_id: int) -> int:
    """Return the number of a claim: of one minute, the higher id is first."""
    minute = (dated_at - FIRST_DATE) // MINUTE
    return ((LAST_MINUTE - minute) << ID_BITS) | (LAST_ID - claim_id)


def first_docid(dated_at: datetime) -> int:
    """Return a number that no claim with this date, or an earlier one, is below."""
    return docid_of(dated_at, LAST_ID)


def last_docid(dated_at: datetime) -> int:
    """Return a number that no claim with this date, or a later one, is above."""
    return docid_of(dated_at, 0)
