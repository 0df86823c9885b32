"""Changes to existing facts."""

from typing import Any

from db.commands.facts.merging import known_before, members
from db.commands.facts.registering import check_parent, derive
from db.commands.records import fetch, restore, revised, set_values, withdraw
from db.commands.uses import refuse_if_used, refuse_without
from db.commands.visibility.access import PUBLIC, access_of
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
    **values: Any,  # noqa: ANN401
) -> None:
    """Set the given columns of a fact."""
    fact = fetch(write, Fact, fact_id, version=version)
    parent_id = fact.parent_id
    with revised(write, fact):
        set_values(fact, values)
        derive(fact)
        if fact.parent_id != parent_id:
            check_parent(write, fact)
        _check_opening(write, fact)
    if access_of(fact) != PUBLIC:
        restrict_fact(write, fact)


def withdraw_fact(write: Write, fact_id: int, *, version: ReadVersion) -> None:
    """Withdraw a fact that no live claim or fact depends on."""
    fact = fetch(write, Fact, fact_id, version=version)
    viewer = write.viewer
    refuse_if_used(write, fact_id, "claim", users=claims_of_fact(viewer=viewer))
    refuse_if_used(write, fact_id, "fact", users=parts_of_fact(viewer=viewer))
    refuse_if_used(write, fact_id, "fact", users=facts_merged_into(viewer=viewer))
    withdraw(write, fact)


def restore_fact(write: Write, fact_id: int, *, version: ReadVersion) -> None:
    """Restore a withdrawn fact."""
    fact = fetch(write, Fact, fact_id, version=version, withdrawn=True)
    refuse_without(write, Fact, [fact.parent_id])
    restore(write, fact)


def _check_opening(write: Write, fact: Fact) -> None:
    """Raise ``InvalidError`` if a fact opens after its outcome was known."""
    if known_before(write, members(write, fact.id), fact.opens_at) is not None:
        message = "The outcome of this fact was known before that."
        raise InvalidError(message, "opens_at")
