"""Adds audit entries to records whose present state no entry attests."""

from db.commands.changes import attest
from db.commands.records import locked_with_children
from db.engine.session import Write
from db.queries.snapshots import LOGGED, shape_of
from db.queries.verify.chain import list_unattested


def attest_portion(write: Write, resource: str, *, after: int) -> tuple[int, int]:
    """Attest the next records after the id ``after`` that need it.

    They were stored in bulk, before entries had digests, or have new columns since
    then. Return the last id (0 if there were none) and their number.
    """
    model = LOGGED[resource]
    wanted = list_unattested(resource=resource, viewer=write.viewer)
    rows = write.rows(wanted, after=after, shape=shape_of(resource))
    ids = [row.id for row in rows]
    whole = locked_with_children(model).where(model.id.in_(ids)).order_by(model.id)
    for record in write.session.scalars(whole):
        attest(write, record)
    return (ids[-1] if ids else 0), len(ids)
