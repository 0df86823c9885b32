"""Refusals to let what is public refer to what is restricted.

Readers do not see such a reference, but its coming and going would be a new version of
a record that they see.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from db.errors import ConflictError
from db.models import Base, Editable
from db.queries.images import RECORDS
from db.queries.references import (
    FOLLOWED,
    OF_CHILDREN,
    OF_RECORDS,
    Columns,
    Reference,
)
from db.session import Write


def references_of(record: Editable) -> Iterator[Reference]:
    """Yield what a record refers to without being as restricted as that."""
    resource = record.__tablename__
    followed = FOLLOWED.get(resource, ())
    own = OF_RECORDS[resource].items()
    yield from _references(record, dict(one for one in own if one[0] not in followed))
    for name, columns in OF_CHILDREN[resource].items():
        if columns and name not in followed:
            for child in getattr(record, name):
                yield from _references(child, columns)


def refuse_exposure(
    write: Write, record: Editable, references: Iterable[Reference]
) -> None:
    """Raise ``ConflictError`` if a public record refers to a restricted one."""
    if record.visibility != "public":
        return
    wanted: dict[str, list[int]] = {}
    for target, record_id in references:
        wanted.setdefault(target, []).append(record_id)
    for target, record_ids in wanted.items():
        model = RECORDS[target]
        restricted = select(func.min(model.id)).where(
            model.id.in_(record_ids), model.visibility != "public"
        )
        found = write.session.scalar(restricted)
        if found is not None:
            message = (
                f"{target.capitalize()} {found} is restricted, and this "
                f"{record.__tablename__} is public: restrict it too, or leave that out."
            )
            raise ConflictError(target, found, message)


def _references(row: Base, columns: Columns) -> Iterator[Reference]:
    for name, target in columns.items():
        record_id = getattr(row, name)
        if record_id is not None:
            yield target, record_id
