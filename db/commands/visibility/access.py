"""The access to a record: public, restricted, or restricted until an embargo ends."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, false, select

from db.engine.session import Write
from db.errors import InvalidError, RequestPath
from db.models import Editable
from db.models.base import live_keys
from db.queries.visibility import visible

ALWAYS = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Access:
    """Visibility and embargo, which determine when a record becomes public.

    Raise ``InvalidError`` for an embargo on a public record.
    """

    visibility: str = "public"
    embargo_until: datetime | None = None

    def __post_init__(self) -> None:
        if self.visibility == "public" and self.embargo_until is not None:
            message = "An embargo requires visibility restricted."
            raise InvalidError(message, "embargo_until")

    @property
    def opens(self) -> datetime:
        """Return when the record becomes public."""
        return ALWAYS if self.visibility == "public" else self.embargo_until or NEVER


PUBLIC, RESTRICTED = Access(), Access("restricted")


def access_of(record: Any) -> Access:  # noqa: ANN401 - a mapped object or a row
    """Return the access of a record with ``visibility`` and ``embargo_until``."""
    return Access(record.visibility, record.embargo_until)


def access_in(columns: Mapping[str, Any], at: RequestPath = ()) -> Access:
    """Return the access of a new record; ``at`` is the path of its columns."""
    try:
        return Access(
            columns.get("visibility") or "public", columns.get("embargo_until")
        )
    except InvalidError as error:
        error.prefix_path(*at)
        raise


def described_access(
    columns: Mapping[str, Any], *, within: Access, at: RequestPath = ()
) -> dict[str, Any]:
    """Return the access columns of a record that another one describes.

    It is at least as restricted as the describing record, which has the access
    ``within``.
    """
    access = strictest(access_in(columns, at), within)
    return asdict(access) | {"embargo_inherited": within != PUBLIC}


def access_after(present: Any, columns: Mapping[str, Any]) -> Access:  # noqa: ANN401 - as above
    """Return the access of a record after setting ``columns``."""
    columns = opening(columns)
    return Access(
        columns.get("visibility", present.visibility),
        columns.get("embargo_until", present.embargo_until),
    )


def opening(columns: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the columns to set; a record that becomes public has no embargo."""
    if columns.get("visibility") == "public":
        return {"embargo_until": None, **columns}
    return columns


def present_access(write: Write, model: type[Editable], record_id: int) -> Access:
    """Return the access of an unlocked record; public if it does not exist."""
    found = write.session.execute(
        select(model.visibility, model.embargo_until).where(
            model.id == record_id, visible(model, write.viewer)
        )
    ).one_or_none()
    return access_of(found) if found else PUBLIC


def strictest(*accesses: Access) -> Access:
    """Return the access of a record that depends on records with these accesses."""
    restricted = [one for one in accesses if one.visibility != "public"]
    return max(restricted, key=attrgetter("opens"), default=PUBLIC)


def give_access(record: Editable, access: Access) -> None:
    """Set the access of a record, and the visibility of its keys."""
    record.visibility, record.embargo_until = access.visibility, access.embargo_until
    for key in live_keys(record):
        key.visibility = access.visibility


def opens_before(model: type[Editable], access: Access) -> ColumnElement[bool]:
    """Match records that become public before a record with ``access``."""
    if access == PUBLIC:
        return false()
    ends = model.embargo_until < access.opens
    if access == RESTRICTED:
        ends = model.embargo_until.is_not(None)
    return (model.visibility == "public") | ends


def opens_after(
    model: type[Editable], access: Access, *, now: datetime
) -> ColumnElement[bool]:
    """Match records that become public after a record with ``access``.

    Records whose embargo has ended by ``now`` are excluded: a job makes them public.
    """
    if access == RESTRICTED:
        return false()
    lasts = model.embargo_until.is_(None) | (
        model.embargo_until > max(access.opens, now)
    )
    return (model.visibility != "public") & lasts
