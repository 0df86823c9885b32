"""Copies of a claim that are stored at once, some of them hidden."""

from typing import Any

from sqlalchemy import Connection, column, insert, join, literal, select, text, true

from db.engine.session import make_session_factory
from db.models import Claim, ClaimSearch
from db.queries.word_indexes import CLAIMS
from db.values.totals import MAX_TOTAL

COPIES = MAX_TOTAL + 50  # more than are counted
HIDDEN = 30  # of the copies
NUMBERS = (
    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
    "WHERE n < :copies) SELECT n FROM numbers"
)


def copy(connection: Connection, claim_id: int, copies: int = COPIES) -> None:
    """Store copies of a claim with its words; no other part of it is copied."""
    counted = text(NUMBERS).bindparams(copies=copies).columns(column("n"))
    numbers = counted.subquery("numbers")
    n: Any = numbers.c.n
    copied = {
        **{one.key: one for one in Claim.__table__.columns},
        "id": Claim.id + n,
        "content_key": literal("copy-") + n.cast(Claim.content_key.type),
    }
    _store(connection, Claim, copied, numbers, Claim.id == claim_id)
    # Of one minute, the higher id has the lower number.
    indexed = {
        **{one.key: one for one in ClaimSearch.__table__.columns},
        "id": ClaimSearch.id - n,
        "claim_id": ClaimSearch.record_id + n,
    }
    _store(connection, ClaimSearch, indexed, numbers, ClaimSearch.record_id == claim_id)
    hidden = Claim.__table__.update().where(Claim.id > claim_id + copies - HIDDEN)
    connection.execute(hidden.values(visibility="restricted"))
    if connection.dialect.name == "sqlite":
        session = make_session_factory(connection)()
        session.execute(insert(CLAIMS.fts), {CLAIMS.fts.name: "rebuild"})


def _store(
    connection: Connection, model: Any, values: Any, numbers: Any, of: Any
) -> None:
    each = join(model, numbers, true())
    rows = select(*values.values()).select_from(each).where(of)
    connection.execute(model.__table__.insert().from_select([*values], rows))
