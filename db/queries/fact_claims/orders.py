"""The orders in which what is derived from claims on facts is read in pages."""

from sqlalchemy import BigInteger, Integer, String

from db.engine.prepared import parameter
from db.models import Attribution, Fact, Stance
from db.queries.keyset import Order

BY_FACT = Order((Fact.id,), descending=False)
# The order of claims in a timeline.
BY_TIME = Order((Stance.dated_at, Stance.claim_id), descending=False)
# The orders of what is computed outside the database: the units of a track record, and
# what was counted on the sides of a fact.
BY_PART = Order(
    (parameter("part", String()), Stance.fact_id, Attribution.source_id),
    descending=False,
)
BY_SIDE = Order(
    (
        parameter("side", Integer()),
        parameter("part", Integer()),
        parameter("counted", BigInteger()),
        parameter("into", BigInteger()),
    ),
    descending=False,
)
