"""The claims of a list that are tested with its filters, for totals and facets."""

from typing import Protocol

from sqlalchemy import func

from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.models import Claim
from db.values.types import AnySelect
from db.values.viewer import Viewer


class Tested(Protocol):
    """The first claims of a list, at most ``length``."""

    @property
    def length(self) -> int:
        """Return the number of claims, if the list has as many."""

    def tested(self, viewer: Viewer, *, withdrawn: bool) -> AnySelect:
        """Select the id of each visible claim that matches, and null for others."""


class TestedRow(Row):
    """The number of tested claims, and the number of matches among them."""

    looked: int = column(func.count())
    total: int = column(func.count(Claim.id))


@prepared(TestedRow)
def count_tested(
    *, tested: Tested, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Count the claims of a list that are tested, and the matches among them."""
    found = tested.tested(viewer, withdrawn=withdrawn).subquery("tested")
    return TestedRow.select(total=func.count(found.c.id)).select_from(found)
