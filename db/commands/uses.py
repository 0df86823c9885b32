"""Refusals to withdraw what live records use."""

from db.errors import ConflictError
from db.prepared import Prepared
from db.session import Write


def refuse_if_used(
    write: Write, record_id: int, resource: str, users: Prepared
) -> None:
    """Raise ``ConflictError`` with the count if ``users`` finds records."""
    (found,) = write.rows(users, used=record_id)
    if found.total:
        some = resource if found.total == 1 else f"{resource}s"
        message = f"{found.total} live {some} use this record."
        raise ConflictError(resource, found.example, message, count=found.total)
