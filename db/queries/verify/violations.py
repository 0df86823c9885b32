"""The rows, the select and the limit of all checks."""

from typing import Protocol

from sqlalchemy import ColumnElement, literal_column, select

from db.engine.prepared import Prepared
from db.models import Editable
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MAX_VIOLATIONS = 100  # records listed by a check; more have the same cause


class ViolationRow(IdRow):
    """A record that violates a rule."""


class Builder(Protocol):
    """A read builder that selects the ``id`` of records that violate a rule."""

    def __call__(self, *, viewer: Viewer) -> Prepared[ViolationRow]:
        """Return the read of the records that ``viewer`` may see, live or withdrawn."""


def violations(
    model: type[Editable], viewer: Viewer, *conditions: ColumnElement[bool]
) -> AnySelect:
    """Select the first records of ``model`` that match, live or withdrawn."""
    # In index order, so that nothing is sorted first.
    return (
        select(model.id)
        .where(visible(model, viewer, withdrawn=True), *conditions)
        .order_by(model.id)
        .limit(literal_column(str(MAX_VIOLATIONS)))
    )
