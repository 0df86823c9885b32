"""Who sees a record, and when everybody does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, select

from db.engine.session import Write
from db.errors import InvalidError
from db.models import Editable, Source
from db.queries.visibility import visible

Place = tuple[str | int, ...]  # where in the request a value stands
ALWAYS = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Access:
    """Public, or restricted: until an embargo ends, or until somebody opens it.

    Raise ``InvalidError`` for an embargo on what is public.
    """

    visibility: str = "public"
    embargo_until: datetime | None = None

    def __post_init__(self) -> None:
        if self.visibility == "public" and self.embargo_until is not None:
            message = "Only what is restricted is under embargo: restrict it, too."
            raise InvalidError(message, "embargo_until")

    @property
    def opens(self) -> datetime:
        """Return when everybody sees it."""
        return ALWAYS if self.visibility == "public" else self.embargo_until or NEVER


PUBLIC, RESTRICTED = Access(), Access("restricted")


def access_of(record: Any) -> Access:  # noqa: ANN401 - a mapped object or a row
    """Return who sees a record, which has ``visibility`` and ``embargo_until``."""
    return Access(record.visibility, record.embargo_until)


def access_in(columns: Mapping[str, Any], at: Place = ()) -> Access:
    """Return who is to see a record that is made of these, which stand there."""
    try:
        return Access(
            columns.get("visibility") or "public", columns.get("embargo_until")
        )
    except InvalidError as error:
        error.below(*at)
        raise


def access_after(present: Any, columns: Mapping[str, Any]) -> Access:  # noqa: ANN401 - as above
    """Return who sees a record, or what has the access ``present``, with these set."""
    columns = opening(columns)
    return Access(
        columns.get("visibility", present.visibility),
        columns.get("embargo_until", present.embargo_until),
    )


def opening(columns: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return columns to set: what becomes public is under no embargo any more."""
    if columns.get("visibility") == "public":
        return {"embargo_until": None, **columns}
    return columns


def present_access(write: Write, model: type[Editable], record_id: int) -> Access:
    """Return who sees a record before it is locked; one not found is refused later."""
    found = write.session.execute(
        select(model.visibility, model.embargo_until).where(
            model.id == record_id, visible(model, write.viewer)
        )
    ).one_or_none()
    return access_of(found) if found else PUBLIC


def strictest(*accesses: Access) -> Access:
    """Return the access of what hangs on records with these."""
    return max(accesses, key=lambda access: access.opens, default=PUBLIC)


def give_access(record: Editable, access: Access) -> None:
    """Set who sees a record; the identifiers of a source are seen with it."""
    record.visibility, record.embargo_until = access.visibility, access.embargo_until
    if isinstance(record, Source):
        for identifier in record.identifiers:
            identifier.visibility = access.visibility


def opens_before(model: type[Editable], access: Access) -> ColumnElement[bool]:
    """Match records that everybody sees sooner than what has ``access``."""
    if access == PUBLIC:
        return false()
    ends = model.embargo_until < access.opens
    if access == RESTRICTED:
        ends = model.embargo_until.is_not(None)
    return (model.visibility == "public") | ends


def opens_after(
    model: type[Editable], access: Access, *, now: datetime
) -> ColumnElement[bool]:
    """Match records that everybody sees later than what has ``access``.

    Not those whose embargo has ended ``now``: they are about to be opened.
    """
    if access == RESTRICTED:
        return false()
    lasts = model.embargo_until.is_(None) | (
        model.embargo_until > max(access.opens, now)
    )
    return (model.visibility != "public") & lasts
