"""Refuses references to records that become public later than the referring record.

Readers do not see such a reference, but adding or removing it would create a new
version of a record that they see, and so reveal the restricted record.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import cast

from sqlalchemy import select

from db.commands.visibility.access import (
    RESTRICTED,
    Access,
    access_of,
    opens_after,
)
from db.engine.session import Write
from db.errors import ConflictError
from db.models import Base, Editable
from db.queries.snapshot_references import (
    OF_CHILDREN,
    OF_RECORDS,
    RESTRICTED_BY,
    Columns,
    Reference,
)
from db.queries.snapshots import RECORDS


def references_of(record: Editable) -> Iterator[Reference]:
    """Yield the references of a record that do not restrict the record itself."""
    yield from _references_but(record, RESTRICTED_BY.get(record.__tablename__, ()))


def every_reference_of(record: Editable) -> Iterator[Reference]:
    """Yield all references of a record, including references that restrict it."""
    yield from _references_but(record, ())


def _references_but(record: Editable, left_out: Collection[str]) -> Iterator[Reference]:
    """Yield the references of a record, except some columns and children."""
    resource = record.__tablename__
    own = OF_RECORDS[resource].items()
    yield from _references(record, dict(one for one in own if one[0] not in left_out))
    for name, columns in OF_CHILDREN[resource].items():
        if columns and name not in left_out:
            for child in getattr(record, name):
                yield from _references(child, columns)


def by_resource(references: Iterable[Reference]) -> dict[str, list[int]]:
    """Return the ids of the referenced records by resource."""
    found: dict[str, list[int]] = {}
    for target, record_id in references:
        found.setdefault(target, []).append(record_id)
    return found


def refuse_exposure(
    write: Write,
    record: Editable,
    references: Iterable[Reference],
    *,
    access: Access,
) -> None:
    """Raise ``ConflictError`` if a record refers to one that becomes public later.

    ``access`` is the access of the referring record.
    """
    later = _later(write, references, access)
    if later:
        raise _exposure(record, later[0])


def exposures(
    write: Write,
    records: Sequence[Editable],
    *,
    public: Set[Reference],
    new: Mapping[Reference, Access],
) -> dict[int, ConflictError]:
    """Return the errors of references of records, by index.

    Records that are known to be ``public`` are not read, nor are ``new`` ones.
    """
    found: dict[int, ConflictError] = {}
    for access in {access_of(record): None for record in records}:
        references = _references_with(access, records, public)
        every = set().union(*references.values())
        opens = max(access.opens, write.now)
        unread = {one for one in every & new.keys() if new[one].opens > opens}
        for later in (*_later(write, every - new.keys(), access), *sorted(unread)):
            for number, own in references.items():
                if later in own:
                    found.setdefault(number, _exposure(records[number], later))
    return found


def _references_with(
    access: Access, records: Sequence[Editable], public: Set[Reference]
) -> Mapping[int, Set[Reference]]:
    """Return the references of records with one access to records not in ``public``."""
    return {
        number: set(references_of(record)) - public
        for number, record in enumerate(records)
        if access_of(record) == access
    }


def _later(
    write: Write, references: Iterable[Reference], access: Access
) -> list[Reference]:
    """Return the references to records that become public later than ``access``."""
    if access == RESTRICTED:
        return []
    later = list[Reference]()
    for target, record_ids in by_resource(references).items():
        # No reference leads to a judgement.
        model = cast("type[Editable]", RECORDS[target])
        found = select(model.id).where(
            model.id.in_(record_ids), opens_after(model, access, now=write.now)
        )
        rows = write.scalars(found.order_by(model.id))
        later += [(target, record_id) for record_id in rows]
    return later


def _exposure(record: Editable, later: Reference) -> ConflictError:
    return ConflictError(*later, _message(record, *later))


def _message(record: Editable, target: str, record_id: int) -> str:
    named, this = f"{target.capitalize()} {record_id}", f"this {record.__tablename__}"
    if record.visibility == "public":
        return (
            f"{named} is restricted and {this} is public: "
            "restrict it, too, or omit the reference."
        )
    return (
        f"{named} is restricted for longer than {this}: "
        "extend the embargo, or omit the reference."
    )


def _references(row: Base, columns: Columns) -> Iterator[Reference]:
    for name, target in columns.items():
        record_id = getattr(row, name)
        if record_id is not None:
            yield target, record_id
