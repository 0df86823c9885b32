"""What every check shares: the records it selects, and how many of them at most."""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, literal_column, select

from db.engine.prepared import Prepared
from db.models import Editable
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

FOUND = 100  # records a check names; who has more has one reason for all of them


class Builder(Protocol):
    """A read builder that selects the ``id`` of records that break a rule."""

    def __call__(self, *, viewer: Viewer) -> Prepared[Any]:
        """Return the read for what ``viewer`` may see, live or withdrawn."""


def violations(
    model: type[Editable], viewer: Viewer, *conditions: ColumnElement[bool]
) -> AnySelect:
    """Select the first records of ``model`` that match, live or withdrawn."""
    # In the order of ids, and each by its own: nothing is gathered before it is shown.
    return (
        select(model.id)
        .where(visible(model, viewer, withdrawn=True), *conditions)
        .order_by(model.id)
        .limit(literal_column(str(FOUND)))
    )
