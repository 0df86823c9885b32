"""Changes to existing facts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from db.commands.facts.merging import known_before, members
from db.commands.facts.registering import check_parent, derive
from db.commands.lifecycle import Lifecycle, Needed
from db.commands.records import fetch, revised, set_values
from db.commands.visibility.propagate import restrict_fact
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Fact
from db.queries.dependents import claims_of_fact, facts_merged_into, parts_of_fact
from db.values.versions import ReadVersion


def revise_fact(
    write: Write,
    fact_id: int,
    *,
    version: ReadVersion,
    **values: Any,  # noqa: ANN401 - any column's
) -> None:
    """Set the given columns of a fact."""
    fact = fetch(write, Fact, fact_id, version=version)
    with _revising(write, fact):
        set_values(fact, values)


@contextmanager
def _revising(write: Write, fact: Fact) -> Iterator[None]:
    """Store the changes that the block makes to a fact, and computed columns."""
    parent_id = fact.parent_id
    with revised(write, fact):
        yield
        derive(fact)
        if fact.parent_id != parent_id:
            check_parent(write, fact)
        _check_opening(write, fact)
    restrict_fact(write, fact)


def _depends_on(fact: Fact) -> Iterable[Needed]:
    return [(Fact, [fact.parent_id])]


LIFECYCLE = Lifecycle(
    Fact,
    used_by=[
        ("claim", claims_of_fact),
        ("fact", parts_of_fact),
        ("fact", facts_merged_into),
    ],
    depends_on=_depends_on,
    revising=_revising,
)
withdraw_fact, restore_fact = LIFECYCLE.withdraw, LIFECYCLE.restore
revert_fact = LIFECYCLE.revert


def _check_opening(write: Write, fact: Fact) -> None:
    """Raise ``InvalidError`` if a fact opens after its outcome was known."""
    if known_before(write, members(write, fact.id), fact.opens_at) is not None:
        message = "The outcome of this fact was known before opens_at."
        raise InvalidError(message, "opens_at")
